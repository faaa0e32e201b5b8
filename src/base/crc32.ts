/**
 * CRC-32 as gitformat-pack's index keeps it of every entry: the one of zlib and PNG.
 */
/* eslint no-bitwise: "off" -- a CRC-32 is a 32-bit word */
import * as zlib from 'node:zlib'

const POLYNOMIAL = 0xedb88320

function makeTable(): Uint32Array {
  return new Uint32Array(256).map((_, byte) => {
    let remainder = byte
    for (let bit = 0; bit < 8; bit++)
      remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1
    return remainder
  })
}

let table: Uint32Array | undefined

/** For a Node without `zlib.crc32`, which came with 20.15 and 22.2. */
export function crc32InScript(bytes: Uint8Array, value = 0): number {
  table ??= makeTable()
  let crc = ~value
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8)
  return ~crc >>> 0
}

let chosen: typeof crc32InScript | undefined

/** The CRC-32 of `bytes`, continued from that of the bytes before them. */
export function crc32(bytes: Uint8Array, value?: number): number {
  chosen ??= typeof zlib.crc32 === 'function' ? zlib.crc32 : crc32InScript // not sooner: loading zlib takes 2 ms
  return chosen(bytes, value)
}
