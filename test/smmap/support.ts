/** Files with known bytes, and what the system says about maps and descriptors. */
import { readdirSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { koffiBackend } from '../../src/smmap/backend/koffi-backend.js'
import type { BackendName } from '../../src/smmap/index.js'
import { temporaryFolder } from '../support/git.js'

/** The backends that work here: `mmap-io` is there when its script has installed it. */
export const BACKENDS: BackendName[] = ['read']
if (koffiBackend()) BACKENDS.push('koffi')

/** Whether the system tells of maps and descriptors. */
export const HAS_PROC = process.platform === 'linux'

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
