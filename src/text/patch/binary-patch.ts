/**
 * `GIT binary patch`: both contents deflated, or a delta where that is smaller, in lines of base 85.
 *
 * Format: gitformat-pack, "Deltified representation", for deltas; the lines are 52 bytes at most, each begins with a
 * letter for its length (A to Z: 1 to 26, a to z: 27 to 52).
 */
import { deflate } from 'pako'
import { makeDelta } from './make-delta.js'
import type { PatchSink } from './unified.js'

const LINE_SIZE = 52
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~'

/** Writes how to come from `before` to `after`, and back. */
export function writeBinaryPatch(before: Uint8Array, after: Uint8Array, sink: PatchSink): void {
  sink.raw('GIT binary patch\n')
  writeOneWay(before, after, sink)
  writeOneWay(after, before, sink)
}

function writeOneWay(before: Uint8Array, after: Uint8Array, sink: PatchSink): void {
  const whole = deflate(after)
  const delta = before.length > 0 && after.length > 0 ? makeDelta(before, after, whole.length) : undefined
  const deflated = delta && deflate(delta)
  if (delta && deflated && deflated.length < whole.length) {
    sink.raw(`delta ${delta.length}\n`)
    writeLines(deflated, sink)
  } else {
    sink.raw(`literal ${after.length}\n`)
    writeLines(whole, sink)
  }
  sink.raw('\n')
}

function writeLines(bytes: Uint8Array, sink: PatchSink): void {
  for (let at = 0; at < bytes.length; at += LINE_SIZE) {
    const line = bytes.subarray(at, at + LINE_SIZE)
    const { length } = line
    const letter = length <= 26 ? 64 + length : 96 + length - 26
    sink.raw(`${String.fromCharCode(letter)}${base85(line)}\n`)
  }
}

/** Four bytes in five digits, most significant first; what is missing at the end is zero. */
function base85(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 4) {
    let value = 0
    for (let i = 0; i < 4; i++) value = value * 256 + (bytes[at + i] ?? 0)
    let digits = ''
    for (let i = 0; i < 5; i++) {
      digits = DIGITS[value % 85]! + digits
      value = Math.floor(value / 85)
    }
    text += digits
  }
  return text
}
