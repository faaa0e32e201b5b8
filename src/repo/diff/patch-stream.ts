/** Patches for those who read them in a program: a change with its patch, one after the other. */
import type { Repository } from '../repository.js'
import type { PatchSink } from '../../text/patch/unified.js'
import type { PatchOptions } from './diff-settings.js'
import { type LineCounts, LineCounter } from './line-counts.js'
import { PatchWriter } from './patch-writer.js'
import type { TreeChange } from './tree-diff.js'

/** A change, and how many lines it adds and removes. */
export interface CountedChange extends LineCounts {
  readonly change: TreeChange
}

/** A change, and how it is shown. */
export interface ChangePatch {
  readonly change: TreeChange
  /** What git shows of it; empty where all that differs is left out. The bytes are the caller's. */
  readonly patch: Uint8Array
}

class CollectingSink implements PatchSink {
  private parts: Uint8Array[] = []

  raw(text: string): void {
    this.parts.push(Buffer.from(text, 'latin1'))
  }

  bytes(bytes: Uint8Array): void {
    this.parts.push(Uint8Array.from(bytes))
  }

  take(): Uint8Array {
    const patch = Buffer.concat(this.parts)
    this.parts = []
    return patch
  }
}

export function* patchesOf(
  changes: Iterable<TreeChange>,
  repo: Repository,
  options: PatchOptions,
): Iterable<ChangePatch> {
  const sink = new CollectingSink()
  const writer = new PatchWriter(repo, sink, options)
  for (const change of changes) {
    writer.write(change)
    yield { change, patch: sink.take() }
  }
}

export function* countedChanges(
  changes: Iterable<TreeChange>,
  repo: Repository,
  options: PatchOptions,
): Iterable<CountedChange> {
  const counter = new LineCounter(repo, options)
  for (const change of changes) yield { change, ...counter.count(change) }
}
