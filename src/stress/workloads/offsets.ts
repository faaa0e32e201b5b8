/** Workloads that differ in where they read: random, skewed, forward, in strides, across the edges of windows. */
import { type Random } from '../random.js'
import { ISLAND_BYTES, ISLAND_EVERY } from '../truth.js'
import { type Shape, type Source, use, type Workload } from './workload.js'

/** A hot spot is this large: smaller than most windows, larger than most reads. */
const SPOT_BYTES = 16_384
const STRIDE_BYTES = 40_960

export const random: Workload = {
  name: 'random',
  summary: 'Reads at random offsets of random files',
  source: (random, { sizes, slots }) => {
    return () => {
      const file = random.below(sizes.length)
      return use(random, random.below(slots), file, random.below(sizes[file]!))
    }
  },
}

export const zipf: Workload = {
  name: 'zipf',
  summary: 'Offsets by a power law: few spots take most of the reads',
  source: (random, { sizes, slots }) => {
    const spots = sizes.reduce((sum, size) => sum + Math.ceil(size / SPOT_BYTES), 0)
    const pick = zipfian(random, spots)
    return () => {
      const file = random.below(sizes.length)
      // Ranks are spread over the file by a multiplication, so that hot spots are no neighbours.
      const spot = (pick() * 7919) % Math.ceil(sizes[file]! / SPOT_BYTES)
      const offset = Math.min(sizes[file]! - 1, spot * SPOT_BYTES + random.below(SPOT_BYTES))
      return use(random, random.below(slots), file, offset)
    }
  },
}

export const sequential: Workload = {
  name: 'sequential',
  summary: 'Every file from its first byte to its last, a cursor each',
  source: (random, shape) => marching(random, shape, (offset, length) => offset + length),
}

export const strided: Workload = {
  name: 'strided',
  summary: 'Every file forward in strides, a cursor each, as one reads a table',
  source: (random, shape) => marching(random, shape, (offset) => offset + STRIDE_BYTES),
}

export const straddling: Workload = {
  name: 'straddling',
  summary: 'Contiguous reads across the edges of windows, of pages and of the file',
  source: (random, { sizes, slots, windowBytes }) => {
    return () => {
      const file = random.below(sizes.length)
      const size = sizes[file]!
      // Windows begin at the page of the offset that asked for them: most edges are where a page ends.
      const step = random.onceIn(3) ? windowBytes : SPOT_BYTES / 4
      const edge = random.onceIn(8) ? size : Math.ceil(random.below(size) / step) * step
      const reach = random.onceIn(16) ? 2 * windowBytes : 200
      const offset = Math.max(0, edge - random.below(reach))
      const slot = random.below(slots)
      // Nothing is there, and the cursor must say so.
      if (random.onceIn(32))
        return { kind: 'use', slot, file, offset: size + random.below(2), size: 1, minSize: 0 }
      const length = 1 + random.below(2 * reach)
      // Up to the edge, and a byte more or less: where an error of one shows.
      const minSize = random.onceIn(3)
        ? Math.max(0, edge - offset - 1 + random.below(3))
        : random.below(length)
      return { kind: 'use', slot, file, offset, size: length, minSize }
    }
  },
}

/** One cursor a file, each moved on by `next` and begun anew at the end. */
function marching(
  random: Random,
  { sizes }: Shape,
  next: (offset: number, length: number) => number,
): Source {
  const offsets = sizes.map(() => 0)
  return () => {
    const file = random.below(sizes.length)
    const offset = offsets[file]!
    const operation = { kind: 'use' as const, slot: file, file, offset, size: 4096, minSize: 0 }
    const after = next(offset, operation.size)
    offsets[file] = after < sizes[file]! ? after : random.below(4096) % sizes[file]!
    return operation
  }
}

/**
 * Ranks from 0 to `count - 1`, of which rank k comes in proportion to 1 / (k + 1)^0.99: as YCSB draws them (Gray et
 * al., "Quickly generating billion-record synthetic databases", 1994).
 */
function zipfian(random: Random, count: number): () => number {
  const theta = 0.99
  let zeta = 0
  for (let rank = 1; rank <= count; rank++) zeta += 1 / rank ** theta
  const alpha = 1 / (1 - theta)
  const eta = (1 - (2 / count) ** (1 - theta)) / (1 - (1 + 0.5 ** theta) / zeta)
  return () => {
    const unit = random.unit()
    const scaled = unit * zeta
    if (scaled < 1 || count === 1) return 0
    if (scaled < 1 + 0.5 ** theta) return 1
    return Math.min(count - 1, Math.floor(count * (eta * unit - eta + 1) ** alpha))
  }
}

/** Beyond what 32 bits hold, with and without a sign. */
const FAR_BYTES = 4.5 * 1024 ** 3 + 12_345

export const far: Workload = {
  name: 'far',
  summary: 'Offsets around 2 and 4 GiB and beyond, in a file that is mostly holes',
  sizes: () => [FAR_BYTES],
  wholeFiles: false,
  isFar: true,
  source: (random, { sizes, slots }) => {
    const [size] = sizes as [number]
    return () => {
      const middle = random.below(Math.ceil(size / ISLAND_EVERY)) * ISLAND_EVERY
      const offset = Math.max(0, middle - ISLAND_BYTES + random.below(2 * ISLAND_BYTES))
      return use(random, random.below(slots), 0, Math.min(offset, size - 1))
    }
  },
}
