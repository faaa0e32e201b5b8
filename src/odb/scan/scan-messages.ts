/** What the threads of a scan say to one another, and the memory that they share. */
import type { SharedPackTable } from '../../pack/traverse/pack-table.js'
import type { HeldPack } from '../held-packs.js'
import type { SentError } from '../thread-errors.js'
import type { SentSource } from '../thread-source.js'
import type { ScanSettings } from './scan-options.js'
import type { TableWork } from './shared-table.js'

/** The words of the shared memory: what each thread has shown so far follows. */
export const NEXT_JOB = 0
/** Not 0: everybody is to stop. */
export const STOP = 1
export const SHOWN = 2

/** What a thread is started with. */
export interface ThreadTask {
  readonly source: SentSource
  /** The packs, which the thread that asked for the scan keeps open until its end. */
  readonly held: readonly HeldPack[]
  readonly settings: ScanSettings
  /** The module with the visitor; undefined: objects are only made, and checked. */
  readonly module: string | undefined
  readonly export: string
  readonly data: unknown
  readonly thread: number
  readonly threads: number
  readonly shared: Int32Array
}

/** One pack of a plan. */
export interface PlannedPack {
  readonly stem: string
  readonly duplicates: Uint8Array | undefined
  /** What the units are of; undefined: whoever has the pack makes a table of it. */
  readonly table: SharedPackTable | undefined
  /** See `splitTree`. */
  readonly units: Int32Array
}

/** Made by the first thread, for all. Jobs are numbered: the units, then packs as a whole, then loose folders. */
export interface ScanPlan {
  readonly packs: readonly PlannedPack[]
}

/** What the first thread has for the others: work to take part in, and in the end the plan. */
export type ForOthers =
  { readonly kind: 'table'; readonly work: TableWork } | { readonly kind: 'plan'; readonly plan: ScanPlan }

export type FromThread =
  | ForOthers
  | { readonly kind: 'damage'; readonly oid: string | undefined; readonly error: SentError }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'failed'; readonly error: SentError }
  | { readonly kind: 'done'; readonly shown: number; readonly result: unknown }
