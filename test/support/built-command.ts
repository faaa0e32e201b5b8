/** The command as one program of its own: without a loader of TypeScript, which needs threads and memory itself. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
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
  await bundleInto(folder, 'src/cli/main.ts', 'cjs')
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }')
  return { main: join(folder, 'main.js'), env: { ...GIT_ENVIRONMENT, ...MODULE_PATH } }
}

/** Bundles the engine into `folder`; returns what to import. {@link MODULE_PATH} must be in the environment. */
export async function buildEngine(folder: string): Promise<string> {
  await bundleInto(folder, 'src/smmap/index.ts', 'esm')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return pathToFileURL(join(folder, 'index.js')).href
}

/** Where packages are found that are not bundled. */
export const MODULE_PATH = { NODE_PATH: join(root, 'node_modules') }

async function bundleInto(folder: string, input: string, format: 'cjs' | 'esm'): Promise<void> {
  const bundle = await rolldown({
    input: join(root, input),
    cwd: root,
    platform: 'node',
    external: [/^node:/, 'commander', 'koffi', 'mmap-io', 'pako'],
    transform: { target: 'es2022' }, // Node 20 has no `using`
    logLevel: 'silent',
  })
  await bundle.write({ dir: folder, format })
  await bundle.close()
}
