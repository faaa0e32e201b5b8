/** Files with known bytes, and what the system says about maps and descriptors. */
import { readdirSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { defaultBackendChoice, selectBackend } from '../../src/smmap/backend/select-backend.js'
import { type BackendName, MapError } from '../../src/smmap/index.js'
import { temporaryFolder } from '../support/git.js'

/** The backends that work here: `mmap-io` is among them once its script has installed it. */
export const BACKENDS: BackendName[] = (['koffi', 'mmap-io', 'read'] as const).filter(works)

/**
 * Those that unmap at once. What `mmap-io` unmapped counts until the event loop turns, and until then ranges are
 * read: a test that counts the maps of one synchronous run is not for it.
 */
export const PROMPT_BACKENDS = BACKENDS.filter((name) => name !== 'mmap-io')

/** Whether the default backend unmaps late, and so keeps an eighth of a strict limit for copies. */
export const KEEPS_ROOM_FOR_COPIES = selectBackend(defaultBackendChoice()).waiting !== undefined

/** Whether the system tells of maps and descriptors. */
export const HAS_PROC = process.platform === 'linux'

export const PAGE = 4096

/** `length` bytes without a pattern that could hide a wrong offset; the same for the same seed. */
export function noise(length: number, seed = 1): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4))
  let state = seed
  for (let i = 0; i < words.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    words[i] = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
  }
  return new Uint8Array(words.buffer, 0, length)
}

/** Whole numbers from 0 to below `end`, the same for the same seed. */
export function randomNumbers(count: number, end: number, seed = 1): number[] {
  const words = new Uint32Array(noise(count * 4, seed).buffer)
  return Array.from(words, (word) => Math.floor((word / 2 ** 32) * end))
}

export interface TestFile {
  path: string
  data: Uint8Array
}

/** A file of noise that goes with the test. */
export function noiseFile(length: number, name = 'noise', seed = 1): TestFile {
  const path = join(temporaryFolder(), name)
  const data = noise(length, seed)
  writeFileSync(path, data)
  return { path, data }
}

/** As `toEqual`, and a thousand times faster. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(actual, expected) !== 0) expect(actual).toEqual(expected)
}

/** Bytes that this process has mapped of the file, summed over /proc/self/maps; also of one that is deleted. */
export function mappedBytesOf(path: string): number {
  let bytes = 0
  for (const line of readFileSync('/proc/self/maps', 'utf8').split('\n')) {
    if (!line.includes(path)) continue
    const [begin, end] = line.split(' ', 1)[0]!.split('-')
    bytes += parseInt(end!, 16) - parseInt(begin!, 16)
  }
  return bytes
}

/** Descriptors that this process has open on files at or below `path`. */
export function descriptorsOn(path: string): number {
  const base = realpathSync(path)
  let open = 0
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${fd}`).startsWith(base)) open++
    } catch {
      // the descriptor that listed the folder is gone by now
    }
  }
  return open
}

/** When what was unmapped is unmapped on every backend: `mmap-io` needs turns of the event loop. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}

function works(name: BackendName): boolean {
  try {
    selectBackend(name)
    return true
  } catch (error) {
    if (error instanceof MapError) return false
    throw error
  }
}
