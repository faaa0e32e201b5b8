/**
 * `packmap show-index`: the entries of a pack index from standard input.
 *
 * It is read from the first byte to the last entry, as git reads it, and needs no repository. Format: gitformat-pack,
 * "pack-*.idx files".
 */
import { readUint32, readUint64 } from '../../base/big-endian.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { encodeHex } from '../../object/oid.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError } from '../failure.js'
import { hashAlgorithmFor } from '../hash-algorithm-option.js'
import { readAll } from '../io/read-all.js'
import { parseOptions } from '../options/parse-options.js'

const SIGNATURE = 0xff744f63
const HEADER_SIZE = 8
const FANOUT_SIZE = 256 * 4
/** From here on an offset is a row of the 64-bit table. */
const LARGE_OFFSET = 0x8000_0000

export const description: CommandDescription = {
  name: 'show-index',
  forms: ['[--object-format=<hash-algorithm>] < <pack>.idx'],
  description: `Reads a pack index from standard input and prints, sorted by id, the offset of each entry in the pack, its
object id and, for version 2, the CRC-32 of its bytes.`,
  options: [
    { long: 'object-format', value: 'required', valueName: 'hash-algorithm', help: 'sha1 or sha256' },
  ],
  examples: [
    {
      command: 'packmap show-index < .git/objects/pack/pack-….idx | sort -n',
      purpose: 'entries in the order of the pack',
    },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  context.takesAnyConfig = true
  const algorithm = hashAlgorithmFor(options.value('object-format'), context)
  const index = readAll(context.streams.stdin)
  if (index.length < HEADER_SIZE) throw new FatalError('unable to read header')
  const isVersion1 = readUint32(index, 0) !== SIGNATURE
  if (!isVersion1 && readUint32(index, 4) !== 2) throw new FatalError('unknown index version')
  const fanoutAt = isVersion1 ? 0 : HEADER_SIZE
  const count = readCount(index, fanoutAt)
  const entriesAt = fanoutAt + FANOUT_SIZE
  if (isVersion1) showVersion1(index, entriesAt, count, algorithm, context)
  else showVersion2(index, entriesAt, count, algorithm, context)
  return 0
}

function readCount(index: Uint8Array, fanoutAt: number): number {
  if (index.length < fanoutAt + FANOUT_SIZE) throw new FatalError('unable to read index')
  let count = 0
  for (let bucket = 0; bucket < 256; bucket++) {
    const next = readUint32(index, fanoutAt + bucket * 4)
    if (next < count) throw new FatalError('corrupt index file')
    count = next
  }
  return count
}

function showVersion1(
  index: Uint8Array,
  at: number,
  count: number,
  { size }: HashAlgorithm,
  { out }: CommandContext,
): void {
  for (let entry = 0; entry < count; entry++) {
    const row = at + entry * (4 + size)
    if (row + 4 + size > index.length) throw new FatalError(`unable to read entry ${entry}/${count}`)
    out.raw(`${readUint32(index, row)} ${encodeHex(index, row + 4, size)}\n`)
  }
}

function showVersion2(
  index: Uint8Array,
  oidsAt: number,
  count: number,
  { size }: HashAlgorithm,
  { out }: CommandContext,
): void {
  const crcsAt = oidsAt + count * size
  const offsetsAt = crcsAt + count * 4
  const largeAt = offsetsAt + count * 4
  if (largeAt > index.length) throw new FatalError(`unable to read ${count} entries`)
  let largeCount = 0
  for (let entry = 0; entry < count; entry++) {
    let offset = readUint32(index, offsetsAt + entry * 4)
    if (offset >= LARGE_OFFSET) {
      if (offset - LARGE_OFFSET !== largeCount) throw new FatalError('inconsistent 64b offset index')
      const row = largeAt + largeCount * 8
      if (row + 8 > index.length) throw new FatalError(`unable to read 64b offset ${largeCount}`)
      offset = readUint64(index, row)
      largeCount++
    }
    const crc = readUint32(index, crcsAt + entry * 4)
      .toString(16)
      .padStart(8, '0')
    out.raw(`${offset} ${encodeHex(index, oidsAt + entry * size, size)} (${crc})\n`)
  }
}
