/** What a workload is: a name, a sentence, and an endless row of operations made from a seed. */
import type { Operation } from '../operation.js'
import type { FaultName } from '../faults.js'
import type { Random } from '../random.js'

/** What a workload on generated files knows of them and of the engine. */
export interface Shape {
  /** Bytes of each file. */
  readonly sizes: readonly number[]
  /** Bytes of a window, also where files are mapped whole. */
  readonly windowBytes: number
  /** Cursors that it should use. */
  readonly slots: number
}

/** The next operation. */
export type Source = () => Operation

export interface Workload {
  readonly name: string
  readonly summary: string
  /** Of each file, in place of those that were asked for; absent: those. */
  readonly sizes?: (files: number, fileSize: number) => readonly number[]
  /** What it is without where none was asked for; absent: without faults. */
  readonly faults?: readonly FaultName[]
  /** Whether it can do with files mapped whole. */
  readonly wholeFiles?: false
  /** Whether it goes beyond 2 GiB, where mmap-io maps nothing. */
  readonly isFar?: true
  source(random: Random, shape: Shape): Source
}

/** Bytes of an ordinary read, and of a large one. */
const READ_BYTES = 4096
const LONG_READ_BYTES = 65_536

/** How much a read wants: mostly little, at times nothing in particular or much, at times contiguous. */
export function wanted(random: Random): { size: number; minSize: number } {
  const kind = random.below(32)
  if (kind === 0) return { size: 0, minSize: 0 }
  if (kind === 1) return { size: LONG_READ_BYTES, minSize: random.below(LONG_READ_BYTES) }
  if (kind < 6) return { size: 1 + random.below(64), minSize: 1 + random.below(32) }
  return { size: 1 + random.below(READ_BYTES), minSize: 0 }
}

/** A read of cursor `slot` in `file` at `offset`. */
export function use(random: Random, slot: number, file: number, offset: number): Operation {
  return { kind: 'use', slot, file, offset, ...wanted(random) }
}
