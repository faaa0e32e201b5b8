import { type Core, type CoreName, coreOver } from '../../src/pack/core/core-functions.js'
import { CoreMemory } from '../../src/pack/core/core-memory.js'

export const CORES: readonly CoreName[] = ['wasm', 'script']

/** A core that reads no files, with a memory of its own. */
export function bareCore(name: CoreName): Core & { readonly memory: CoreMemory } {
  const memory = new CoreMemory(0, 1_000_000, { isWasm: name === 'wasm' })
  return Object.assign(coreOver(memory), { memory })
}
