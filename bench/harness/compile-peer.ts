/** Peers in TypeScript as plain JavaScript: tsx in their process, some 30 MiB of it, would be measured with them. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'rolldown'

/** Writes the program at `source` into `folder`, and returns the path of it. It finds its neighbours as before. */
export async function compilePeer(source: string, folder: string): Promise<string> {
  const file = join(folder, `${source.replace(/^.*[\\/]/, '')}.mjs`)
  await build({
    input: source,
    platform: 'node',
    external: [/^node:/],
    transform: {
      target: 'es2022',
      define: { 'import.meta.url': JSON.stringify(pathToFileURL(source).href) },
    },
    output: { file, format: 'esm', codeSplitting: false },
  })
  return file
}
