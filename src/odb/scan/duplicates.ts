/**
 * Which entries of several packs hold an object that an earlier one holds already, so that each is shown once.
 *
 * One first byte at a time: the oids of that bucket of all packs are put into a hash table, whose size is then that of
 * a 256th of all oids.
 */
/* eslint no-bitwise: "off" -- hashes are 32-bit words */
import type { Pack } from '../../pack/pack.js'
import type { FileWindows } from '../../pack/file-window.js'

const BUCKETS = 256

/**
 * For each pack an array with 1 at the index position of each object that is shown elsewhere; undefined: there is none.
 *
 * @param packs Those whose indexes can be read; the first that has an object is to show it.
 */
export function markDuplicates(packs: readonly Pack[], files: FileWindows): (Uint8Array | undefined)[] {
  const marks = packs.map((): Uint8Array | undefined => undefined)
  if (packs.length === 1) return [marksWithin(packs[0]!, files)]
  for (let firstByte = 0; firstByte < BUCKETS; firstByte++) {
    const size = packs.reduce((sum, { index }) => sum + bucketSize(index, firstByte), 0)
    if (size > 1) markBucket(packs, firstByte, size, marks)
    files.release()
  }
  return marks
}

/** Of one pack alone: what is there twice stands side by side. */
function marksWithin({ index, algorithm }: Pack, files: FileWindows): Uint8Array | undefined {
  const width = algorithm.size
  const oids = new Uint8Array(2 * width)
  let marks: Uint8Array | undefined
  try {
    for (let position = 0; position < index.objectCount; position++) {
      const isOdd = position % 2 === 1
      index.copyOid(position, oids, isOdd ? width : 0)
      if (position === 0 || !areHalvesEqual(oids, width)) continue
      marks ??= new Uint8Array(new SharedArrayBuffer(index.objectCount))
      marks[position] = 1
    }
  } finally {
    files.release()
  }
  return marks
}

/** From the last byte on, where oids that stand side by side differ first. */
function areHalvesEqual(oids: Uint8Array, width: number): boolean {
  let i = width - 1
  while (i >= 0 && oids[i] === oids[width + i]) i--
  return i < 0
}

function bucketSize(index: Pack['index'], firstByte: number): number {
  return index.bucketStart(firstByte + 1) - index.bucketStart(firstByte)
}

function markBucket(
  packs: readonly Pack[],
  firstByte: number,
  size: number,
  marks: (Uint8Array | undefined)[],
): void {
  const width = packs[0]!.algorithm.size
  const oids = new Uint8Array(size * width)
  const mask = 2 ** Math.ceil(Math.log2(size * 2)) - 1
  const rows = new Int32Array(mask + 1) // 1 + a row of `oids`; 0: none
  let row = 0
  for (const [i, { index }] of packs.entries()) {
    const end = index.bucketStart(firstByte + 1)
    for (let position = index.bucketStart(firstByte); position < end; position++) {
      const at = row * width
      index.copyOid(position, oids, at)
      let place =
        ((oids[at + 1]! << 24) | (oids[at + 2]! << 16) | (oids[at + 3]! << 8) | oids[at + 4]!) & mask
      while (rows[place] !== 0 && !isSame(oids, (rows[place]! - 1) * width, at, width))
        place = (place + 1) & mask
      if (rows[place] === 0) rows[place] = ++row
      else (marks[i] ??= new Uint8Array(new SharedArrayBuffer(index.objectCount)))[position] = 1
    }
  }
}

function isSame(oids: Uint8Array, a: number, b: number, width: number): boolean {
  let i = 1 // the first byte is that of the bucket
  while (i < width && oids[a + i] === oids[b + i]) i++
  return i === width
}
