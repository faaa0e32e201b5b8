/** The command as one program of its own: without a loader of TypeScript, which needs threads and memory itself. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { GIT_ENVIRONMENT } from './git.js'

const root = join(import.meta.dirname, '../..')

export interface BuiltCommand {
  /** What to run with Node. */
  readonly main: string
  /** What it needs to find the packages that are not bundled. */
  readonly env: NodeJS.ProcessEnv
}

/** Bundles src/cli into `folder`, in about a second. */
export async function buildCommand(folder: string): Promise<BuiltCommand> {
  const bundle = await rolldown({
    input: join(root, 'src/cli/main.ts'),
    cwd: root,
    platform: 'node',
    external: [/^node:/, 'commander', 'koffi', 'mmap-io', 'pako'],
    transform: { target: 'es2022' }, // Node 20 has no `using`
    logLevel: 'silent',
  })
  await bundle.write({ dir: folder, format: 'cjs' })
  await bundle.close()
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }')
  return {
    main: join(folder, 'main.js'),
    env: { ...GIT_ENVIRONMENT, NODE_PATH: join(root, 'node_modules') },
  }
}
