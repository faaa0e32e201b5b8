/**
 * What assembly/sha1-collisions.ts does, for places without WebAssembly or without the address space that it takes: a
 * seventh as fast. That file explains it; the conditions are those of assembly/sha1-conditions.ts.
 */
/* eslint no-bitwise: "off" -- SHA-1 works on words of 32 bits */

const STEPS = 80
const VECTORS = 32
/** Steps before which a vector's two states are the same: for those with K below 50, and for the others. */
const STEP_EARLY = 58
const STEP_LATE = 65

/** A condition takes eight bytes: two words of the message, each with a bit, and the mask of the vectors. */
const CONDITIONS = Buffer.from(
  'LB0tHYCggwIxHTIdCACBwjAdMR0EgKBgLwQyHSAiAYIvHTAdAiAwMC4EMR2IiIBALh0vHQEIGBgtBDAdJCIgIC0dLh0AggoKLAQv' +
    'HYoIEBArBC4dJQIICCsdLB0gKKEAKgQtHYqAAgIpBCwdJSCBACgdKR2iAAqANh03HQAgiMA1HTYdAAgiYDQdNR0AAhEwMgQ1HQCI' +
    'EiAyHTMdIAACijEENB0AIgkQMAQzHYCIAggqHSsdCAowACkdKh2EAhgAKAQrHQoIIIAnBCodBQIQQCYEKR2CAAigJQQoHSEAAlA3' +
    'HTgdAIAQgjQENx0AgJCAMwQ2HQAgKEAzHTQdgAAIGCQEKB0IAhEANR04nQCAMAAzHTadAAgKADIdNJ0AIgEAMR0znYCIAAAwHTKd' +
    'ICIAAC8dMZ2ICAAALh0wnSQCAAAtBi8GQEQAAC0dL52KAAAALAYuBhARAAAsHS6dJQAAACkBKoYAAQQEKAEphkBAAAEoBCqECgAA' +
    'gCcBKIYQEEAAJwQphAUAAEAmBCiEAgAAoCUEJ4QBAABQJAElhkAQBAAjBCcdhAAIAD8AQIWAABAAPwFAhgQAAQA+AD+FIAAIAD0A' +
    'PoUIAAIAPQI+hxAABAA8AD2FBAABADodOx0AAAAiOR06HQAAgBA4BDsdAAAAKDgdO50AAAAKOB05HQAAIAg3BDodAAAAEjYEOR0A' +
    'AIAINQQ4HQAAIAIzATIGABAEADAGMgYAEAQAMB03nQCgAAAvBjEGAEQAADABLwZAAAAELgYwBgARAAAvAS4GEAAAASwBLYYAQEAA' +
    'KwYtBkAEAAAqBiwGEAEAACsBKgYAAAQEKgEpBgBAAAEpASgGABBAACcEKx0AgAACJgQqHQAggAAlASaGAEEAACUEKR0ACCAAJAQm' +
    'hAAAACgjASSGEAQAACMDJxwAIAgAPQE+hgEAAAA7BT8eAQAAADoAP54BAAAAPgE/hgIAAAA8BUAeAgAAADsAQJ4CAAAAKAYqBhAA' +
    'AAA+Aj+HQAAAACkGKwZAAAAAPwJAhwABAAAwBjEBAAEAADEGMgEABAAAKgEygQAEAAAnBigBAAQAACYBKIEABAAAJAQlhAAIAAAr' +
    'ATOBABAAACUEJoQAIAAAMwY0AQBAAAAxBjMGAEAAACUBJQYAQAAAIwUnHgBAAAAmBCeEAIAAAC8BM4EAAAQAJAMoHAAAEAAjHiic' +
    'AAAQACUDKRwAACAAJB4pnAAAIAA1BjYBAABAADMGNQYAAEAAMgE2gQAAQAAtBi4BAABAACUFKR4AAEAAJAApngAAQAA3HTqdAACA' +
    'ACYDKhwAAIAAJR4qnAAAgAA2BjcBAAAAATQGNgYAAAABMwE3gQAAAAEtAS+BAAAAASYFKh4AAAABJQAqngAAAAEnAyscAAAAAiYe' +
    'K5wAAAACNwY4AQAAAAQ1BjcGAAAABDQBOIEAAAAELgEwgQAAAAQnBSseAAAABCYAK54AAAAEOx08HQAAAAgoAywcAAAACCgELB0A' +
    'AAAIJx4snAAAAAg6HT2dAAAAEDkEPR0AAAAQKQMtHAAAABApBC0dAAAAEDoEPh0AAAAgKgMuHAAAACAqBC4dAAAAIDsEPx0AAABA' +
    'OQQ7HQAAAEArAy8cAAAAQCsELx0AAABAPARAHQAAAIAsAzAcAAAAgCwEMB0AAACA',
  'base64',
)
/** In the last of the four bytes: the bits differ in an attack. */
const DIFFER = 0x80

/** Type, K and b of the vectors, in the order of the bits of the masks. */
const VECTOR_NAMES = [
  ...[43, 44, 45].map((k) => [1, k, 0] as const),
  ...[46, 47, 48, 49, 50, 51].flatMap((k) => [[1, k, 0] as const, [1, k, 2] as const]),
  [1, 52, 0] as const,
  [2, 45, 0] as const,
  ...[46].flatMap((k) => [[2, k, 0] as const, [2, k, 2] as const]),
  ...[47, 48].map((k) => [2, k, 0] as const),
  ...[49, 50, 51].flatMap((k) => [[2, k, 0] as const, [2, k, 2] as const]),
  ...[52, 53, 54, 55, 56].map((k) => [2, k, 0] as const),
]

const words = new Int32Array(STEPS)
const early = new Int32Array(5)
const late = new Int32Array(5)
const last = new Int32Array(5)
let differences: Int32Array | undefined

/**
 * Hashes whole blocks of `bytes`, from the hash in `state` and into it.
 *
 * @returns How many of the blocks are one of a colliding pair.
 */
export function hashBlocksHere(bytes: DataView, at: number, end: number, state: Int32Array): number {
  let found = 0
  for (; at < end; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = bytes.getInt32(at + i * 4)
    for (let i = 16; i < STEPS; i++) {
      words[i] = rotate(words[i - 3]! ^ words[i - 8]! ^ words[i - 14]! ^ words[i - 16]!, 1)
    }
    last.set(state)
    forward(last, 0, STEPS, undefined)
    const left = possibleVectors()
    for (let i = 0; i < 5; i++) last[i] = (last[i]! + state[i]!) | 0
    if (left !== 0 && isOneOfPair(left)) found++
    state.set(last)
  }
  return found
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function mix(step: number, b: number, c: number, d: number): number {
  if (step < 20) return (d ^ (b & (c ^ d))) + 0x5a827999
  if (step < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (step < 60) return ((b & c) | (d & (b | c))) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}

/** Some of the steps, on the block or, with the differences of a vector, on its sibling. */
function forward(state: Int32Array, from: number, to: number, vector: Int32Array | undefined): void {
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number]
  for (let step = from; step < to; step++) {
    if (!vector && step === STEP_EARLY) early.set([a, b, c, d, e])
    if (!vector && step === STEP_LATE) late.set([a, b, c, d, e])
    const word = vector ? words[step]! ^ vector[step]! : words[step]!
    const next = (rotate(a, 5) + mix(step, b, c, d) + e + word) | 0
    e = d
    d = c
    c = rotate(b, 30)
    b = a
    a = next
  }
  state.set([a, b, c, d, e])
}

/** The same steps the other way, from before `from` to the beginning. */
function backward(state: Int32Array, from: number, vector: Int32Array): void {
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number]
  for (let step = from - 1; step >= 0; step--) {
    const next = b
    b = rotate(c, 2)
    c = d
    d = e
    e = (a - rotate(next, 5) - mix(step, b, c, d) - (words[step]! ^ vector[step]!)) | 0
    a = next
  }
  state.set([a, b, c, d, e])
}

/** A bit for each vector whose conditions the block meets. */
function possibleVectors(): number {
  let left = -1
  for (let at = 0; at < CONDITIONS.length && left !== 0; at += 8) {
    const bit = CONDITIONS[at + 3]!
    const one = words[CONDITIONS[at]!]! >>> CONDITIONS[at + 1]!
    const other = words[CONDITIONS[at + 2]!]! >>> (bit & 31)
    const isMet = (((one ^ other) & 1) === 1) === bit >= DIFFER
    if (!isMet) left &= ~CONDITIONS.readInt32LE(at + 4)
  }
  return left
}

/** Whether the block, after which the hash is `last`, is one of a pair by one of the vectors of `left`. */
function isOneOfPair(left: number): boolean {
  differences ??= differencesOfAll()
  for (let n = 0; n < VECTORS; n++) {
    if (((left >>> n) & 1) === 0) continue
    const vector = differences.subarray(n * STEPS, (n + 1) * STEPS)
    const from = VECTOR_NAMES[n]![1] < 50 ? STEP_EARLY : STEP_LATE
    const before = (from === STEP_EARLY ? early : late).slice()
    const after = before.slice()
    backward(before, from, vector)
    forward(after, from, STEPS, vector)
    if (after.every((word, i) => ((word + before[i]!) | 0) === last[i])) return true
  }
  return false
}

/** The message differences of all vectors, 80 words each. */
function differencesOfAll(): Int32Array {
  const all = new Int32Array(VECTORS * STEPS)
  for (const [n, [type, k, b]] of VECTOR_NAMES.entries()) {
    // From step -5 on, so that a disturbance's five steps after it can be added up from the first step on.
    const vector = new Int32Array(STEPS + 5)
    const at = (step: number): number => vector[step + 5]!
    vector[k + 15 + 5] = 1 << b
    if (type === 2) vector[k + 1 + 5] = vector[k + 3 + 5] = rotate(1 << 31, b)
    for (let i = k + 16; i < STEPS; i++) {
      vector[i + 5] = rotate(at(i - 3) ^ at(i - 8) ^ at(i - 14) ^ at(i - 16), 1)
    }
    for (let i = k - 1; i >= -5; i--)
      vector[i + 5] = rotate(at(i + 16), 31) ^ at(i + 13) ^ at(i + 8) ^ at(i + 2)
    for (let i = 0; i < STEPS; i++) {
      const rest = rotate(at(i - 3) ^ at(i - 4) ^ at(i - 5), 30)
      all[n * STEPS + i] = at(i) ^ rotate(at(i - 1), 5) ^ at(i - 2) ^ rest
    }
  }
  return all
}
