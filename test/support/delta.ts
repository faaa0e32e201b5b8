/** Deltas from steps, for tests: an encoder written from gitformat-pack, "Deltified representation". */
/* eslint no-bitwise: "off" -- the format is made of flags and 7-bit groups */

export type DeltaStep = { copy: { offset: number; size: number } } | { insert: Uint8Array }

export function copy(offset: number, size: number): DeltaStep {
  return { copy: { offset, size } }
}

export function insert(bytes: Uint8Array): DeltaStep {
  return { insert: bytes }
}

function size7(value: number): number[] {
  const bytes: number[] = []
  while (value > 0x7f) {
    bytes.push((value % 0x80) | 0x80)
    value = Math.floor(value / 0x80)
  }
  return [...bytes, value]
}

function encodeStep(step: DeltaStep): Buffer {
  if ('insert' in step) return Buffer.concat([Buffer.from([step.insert.length]), step.insert])
  let flags = 0x80
  const operands: number[] = []
  const add = (value: number, bytes: number, firstFlag: number): void => {
    for (let i = 0; i < bytes; i++) {
      const byte = Math.floor(value / 2 ** (8 * i)) % 256
      if (byte === 0) continue
      flags |= firstFlag << i
      operands.push(byte)
    }
  }
  add(step.copy.offset, 4, 0x01)
  add(step.copy.size === 0x10000 ? 0 : step.copy.size, 3, 0x10)
  return Buffer.from([flags, ...operands])
}

/** What the steps make of `base`. */
export function resultOf(base: Uint8Array, steps: readonly DeltaStep[]): Buffer {
  return Buffer.concat(
    steps.map((step) =>
      'insert' in step ? step.insert : base.subarray(step.copy.offset, step.copy.offset + step.copy.size),
    ),
  )
}

/** The steps as a delta for `base`, with both sizes before them. */
export function deltaOf(base: Uint8Array, steps: readonly DeltaStep[]): Buffer {
  const sizes = [...size7(base.length), ...size7(resultOf(base, steps).length)]
  return Buffer.concat([Buffer.from(sizes), ...steps.map(encodeStep)])
}
