/** The contents of a change: both blobs, whether they are binary, and what differs between their lines. */
import type { Repository } from '../repository.js'
import type { LineDiff } from '../../text/line-diff/line-diff.js'
import { LineDiffer } from '../../text/line-diff/line-differ.js'
import { looksBinary } from '../../text/patch/binary.js'
import { FunctionNames } from '../../text/patch/function-names.js'
import { BIG_FILE_THRESHOLD, type PatchOptions } from './diff-settings.js'
import type { TreeChange } from './tree-diff.js'

export const S_IFMT = 0o170000
export const S_IFGITLINK = 0o160000
const S_IFREG = 0o100000

/** What is told of a path by its attributes. */
export interface PathTraits {
  /** Whether it is binary, whatever it looks like; undefined: that depends on the content. */
  readonly isBinary?: boolean | undefined
  readonly names?: FunctionNames | undefined
  readonly algorithm?: PatchOptions['algorithm']
}

/** One side of a change. */
export interface FileSide {
  /** 0: there is no such file. */
  readonly mode: number
  readonly oid: string
  readonly path: Uint8Array
}

/** Contents that are kept: both sides of a change, and those of the next. */
const RECENT_MAX = 4

export const NO_CONTENT = new Uint8Array(0)

export function isRegular(mode: number): boolean {
  // eslint-disable-next-line no-bitwise -- a mode is a field of bits
  return (mode & S_IFMT) === S_IFREG
}

export class ChangeContents {
  private readonly differ = new LineDiffer()
  private readonly recent = new Map<string, Uint8Array>()
  private readonly bigFileThreshold: number

  /** @param traitsOf What the attributes of a path say. */
  constructor(
    private readonly repo: Repository,
    private readonly options: PatchOptions,
    private readonly traitsOf: (path: Uint8Array) => PathTraits = () => ({}),
  ) {
    this.bigFileThreshold = repo.config.getSize('core.bigFileThreshold') ?? BIG_FILE_THRESHOLD
  }

  /** The content of one side; of a submodule a line with its commit. @throws {ObjectNotFoundError} */
  content({ mode, oid }: FileSide): Uint8Array {
    if (mode === 0) return NO_CONTENT
    // eslint-disable-next-line no-bitwise -- a mode is a field of bits
    if ((mode & S_IFMT) === S_IFGITLINK) return Buffer.from(`Subproject commit ${oid}\n`)
    return this.blob(oid)
  }

  /** Both sides of a change are asked for several times. */
  private blob(oid: string): Uint8Array {
    const known = this.recent.get(oid)
    if (known) return known
    const { data } = this.repo.read(oid)
    if (this.recent.size === RECENT_MAX) this.recent.clear()
    this.recent.set(oid, data)
    return data
  }

  /** Bytes of one side, without reading it. @throws {ObjectNotFoundError} */
  sizeOf(side: FileSide): number {
    const { mode, oid } = side
    // eslint-disable-next-line no-bitwise -- a mode is a field of bits
    if (mode === 0 || (mode & S_IFMT) === S_IFGITLINK) return this.content(side).length
    return this.recent.get(oid)?.length ?? this.repo.readHeader(oid).size
  }

  /** Whether one side is binary: by its attributes, its size or its content. */
  isBinary(side: FileSide): boolean {
    const { isBinary } = this.traitsOf(side.path)
    if (isBinary !== undefined) return isBinary
    if (side.mode === 0) return false
    return this.isTooLarge(side) || looksBinary(this.content(side))
  }

  private isTooLarge(side: FileSide): boolean {
    return isRegular(side.mode) && this.sizeOf(side) > this.bigFileThreshold
  }

  /** The lines that differ between two contents, valid until the next call. */
  lineDiff(before: Uint8Array, after: Uint8Array, path: Uint8Array): LineDiff {
    const { context, functionContext = false } = this.options
    const { algorithm } = this.traitsOf(path)
    const options = algorithm && !this.options.algorithm ? { ...this.options, algorithm } : this.options
    return this.differ.compare(before, after, options, context === 0 && !functionContext)
  }

  /** How functions are named in a change's lines. */
  functionNames(change: TreeChange): FunctionNames {
    return this.traitsOf(change.oldPath).names ?? this.traitsOf(change.path).names ?? new FunctionNames()
  }
}

/** Both sides of a change. */
export function sidesOf(change: TreeChange): [FileSide, FileSide] {
  const { oldMode, oldOid, oldPath, newMode, newOid, path } = change
  return [
    { mode: oldMode, oid: oldOid, path: oldPath },
    { mode: newMode, oid: newOid, path },
  ]
}
