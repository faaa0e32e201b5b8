/** Access traces: which bytes are asked for, in which order. The same numbers for every subject. */

export interface Trace {
  readonly name: string
  /** Bytes of every access. */
  readonly size: number
  /** One a step: which file, and the offset in it. */
  readonly files: Uint16Array
  readonly offsets: Float64Array
}

export interface Corpus {
  /** Bytes of the one large file. */
  readonly largeBytes: number
  /** How many small files there are, and the bytes of each. */
  readonly smallFiles: number
  readonly smallBytes: number
}

/** File 0 is the large one, files from 1 on are the small ones. */
export function makeTraces(corpus: Corpus, steps: number): Trace[] {
  const { largeBytes, smallFiles, smallBytes } = corpus
  const random = generator(42)
  const anywhere = (size: number) => () => Math.floor(random() * (largeBytes - size))
  const pages = Math.floor(largeBytes / 4096)
  const zipf = zipfOver(pages, random)
  let forward = -4096
  let stride = -STRIDE
  return [
    one('random 64 B', 64, steps, anywhere(64)),
    one('random 4 KiB', 4096, steps, anywhere(4096)),
    one('Zipf 4 KiB', 4096, steps, () => zipf() * 4096),
    one('sequential 4 KiB', 4096, steps, () => (forward = (forward + 4096) % (pages * 4096))),
    one('strided 4 KiB', 4096, steps, () => (stride = (stride + STRIDE) % (largeBytes - 4096))),
    {
      name: '300 files 4 KiB',
      size: 4096,
      files: Uint16Array.from({ length: steps }, () => 1 + Math.floor(random() * smallFiles)),
      offsets: Float64Array.from({ length: steps }, () => Math.floor(random() * (smallBytes - 4096))),
    },
  ]
}

/** Every eighteenth page: a window of 1 MiB is used 14 times. */
const STRIDE = 18 * 4096

function one(name: string, size: number, steps: number, next: () => number): Trace {
  return { name, size, files: new Uint16Array(steps), offsets: Float64Array.from({ length: steps }, next) }
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Ranks by Zipf's law with exponent 1, each rank at a place of its own: hot pages lie scattered. */
function zipfOver(count: number, random: () => number): () => number {
  const logarithm = Math.log(count)
  return () => {
    const rank = Math.floor(Math.exp(random() * logarithm)) - 1
    return (rank * 7_368_787) % count
  }
}
