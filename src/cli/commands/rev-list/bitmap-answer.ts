/**
 * `--use-bitmap-index` and `--test-bitmap`: the answer from a bitmap, where there is one that can give it.
 *
 * As with git, objects come in the order of the pack, the commits first and those last that the bitmap does not know;
 * nothing stands beside an oid. Where options ask for less than all that the tips reach, history is walked instead.
 */
import type { BitSet } from '../../../base/bit-set.js'
import { parseTag } from '../../../object/tag.js'
import type { ObjectType } from '../../../object/object-type.js'
import type { RangeTip } from '../../../repo/revision/revision-range.js'
import type { Repository } from '../../../repo/repository.js'
import { ewahChecksum } from '../../../pack/bitmap/ewah-bitmap.js'
import type { BitmapIndex } from '../../../pack/bitmap/bitmap-index.js'
import { CorruptIndexError } from '../../../pack/errors.js'
import type { BitmapRoot, BitmapWalk } from '../../../repo/walk/bitmap-walk.js'
import type { CommandContext } from '../../context.js'
import { FatalError } from '../../failure.js'
import { storageOf } from '../../object-source.js'
import { encodeHex } from '../../../object/oid.js'
import type { RevListArguments } from './arguments.js'
import { typeFilter } from './filter-spec.js'

const TYPES = ['commit', 'tree', 'blob', 'tag'] as const

/** Flags that ask for less than all, or for what only a walk knows. */
const NEEDS_WALK = [
  '--left-right',
  '--left-only',
  '--cherry-mark',
  '--cherry-pick',
  '--right-only',
  '--first-parent',
  '--exclude-first-parent-only',
  '--ancestry-path',
  '--boundary',
  '--maximal-only',
  '--simplify-by-decoration',
  '--walk-reflogs',
  '--exclude-promisor-objects',
  '--no-kept-objects',
  '--bisect',
  '--bisect-vars',
  '--bisect-all',
]

/** What of a command line's tips and options a bitmap is asked for. */
export interface BitmapQuestion {
  readonly args: RevListArguments
  readonly tips: readonly RangeTip[]
  readonly showsObjects: boolean
  /** Whether paths, or patterns of messages, narrow what is shown. */
  readonly isNarrowed: boolean
}

/** @returns What is to be printed of numbers, or nothing where oids were; undefined: history has to be walked. */
export interface BitmapTotals {
  readonly count?: number
  readonly diskUsage?: number
}

/**
 * Answers by a bitmap.
 *
 * @returns Undefined: there is none, or none that can, and nothing has been printed.
 */
export function answerByBitmap(question: BitmapQuestion, context: CommandContext): BitmapTotals | undefined {
  if (needsWalk(question)) return undefined
  const repo = context.repository()
  const complain = (detail: string): void => {
    context.complain(`error: ${detail}`)
  }
  using bitmaps = repo.odb.openBitmaps(complain)
  if (!bitmaps) return undefined
  try {
    return new BitmapAnswer(question, repo, bitmaps, context).give()
  } catch (error) {
    if (!(error instanceof CorruptIndexError)) throw error
    complain(error.detail)
    return undefined
  }
}

function needsWalk({ args, showsObjects, isNarrowed }: BitmapQuestion): boolean {
  const { flags, filters } = args
  const isLimited = args.maxCount < Infinity
  if (isLimited && (showsObjects || args.diskUsage !== undefined || !flags.has('--count'))) return true
  const hasDates = [args.since, args.sinceAsFilter, args.until].some((date) => date !== undefined)
  const hasParents = args.minParents > 0 || args.maxParents < Infinity
  if (isNarrowed || hasDates || hasParents || args.skip > 0 || args.noWalk !== undefined) return true
  if (args.missing !== 'error' || args.tips.ignoresMissing || args.onPath.length > 0) return true
  return NEEDS_WALK.some((flag) => flags.has(flag)) || !typeFilter(filters)
}

class BitmapAnswer {
  readonly #walk: BitmapWalk

  constructor(
    private readonly question: BitmapQuestion,
    private readonly repo: Repository,
    private readonly bitmaps: BitmapIndex,
    private readonly context: CommandContext,
  ) {
    this.#walk = repo.walks.withBitmaps(bitmaps)
  }

  give(): BitmapTotals | undefined {
    const { args, tips, showsObjects } = this.question
    const wants = rootsOf(tips, false, this.repo)
    const haves = rootsOf(tips, true, this.repo)
    const isKnown = ({ oid }: BitmapRoot): boolean => (this.#walk.bitOf(oid) ?? Infinity) < this.bitmaps.count
    if (wants.length === 0 || (haves.length > 0 && !haves.some(isKnown))) return undefined
    const reach = { wantsObjects: showsObjects }
    const seen = haves.length > 0 ? this.#walk.reach(haves, { ...reach, ignoresMissing: true }) : undefined
    const result = this.#walk.reach(wants, seen ? { ...reach, seen } : reach)
    if (seen) result.andNot(seen)
    this.#filter(result, args.flags.has('--filter-provided-objects') ? [] : wants)
    if (args.flags.has('--unpacked')) this.#leaveOutPacked(result)
    if (args.flags.has('--count')) return { count: this.#count(result) }
    if (args.diskUsage !== undefined) return { diskUsage: this.#diskUsage(result) }
    for (const type of this.#types) {
      result.forEach((bit) => {
        this.#show(bit)
      }, this.bitmaps.ofType(type))
    }
    this.#forOthers(result, (bit) => {
      this.#show(bit)
    })
    return {}
  }

  get #types(): readonly ObjectType[] {
    return this.question.showsObjects ? TYPES : ['commit']
  }

  #show(bit: number): void {
    this.context.out.raw(`${this.#walk.oidOf(bit)}\n`)
  }

  /** The bits of objects that the bitmap does not know. */
  #forOthers(result: BitSet, visit: (bit: number, root: BitmapRoot) => void): void {
    this.#walk.others.forEach((root, number) => {
      const bit = this.bitmaps.count + number
      if (result.has(bit) && this.#types.includes(root.type)) visit(bit, root)
    })
  }

  #count(result: BitSet): number {
    const { maxCount } = this.question.args
    let count = 0
    for (const type of this.#types) count += result.count(this.bitmaps.ofType(type))
    this.#forOthers(result, () => count++)
    return Math.min(count, maxCount)
  }

  #diskUsage(result: BitSet): number {
    let size = 0
    for (const type of this.#types) {
      result.forEach((bit) => (size += this.bitmaps.order.diskSizeAt(bit)), this.bitmaps.ofType(type))
    }
    this.#forOthers(result, (_, { oid }) => (size += storageOf(this.repo, oid).diskSize))
    return size
  }

  /** @param tips What a filter does not leave out. */
  #filter(result: BitSet, tips: readonly BitmapRoot[]): void {
    const { types, blobLimit } = typeFilter(this.question.args.filters)!
    if (types.size === 0 && blobLimit === Infinity) return
    const isKept = new Set(tips.map(({ oid }) => this.#walk.bitOf(oid)))
    const drop = (bit: number): void => {
      if (!isKept.has(bit)) result.delete(bit)
    }
    const dropLarge = (bit: number): void => {
      const oid = this.#walk.oidOf(bit)
      if (!isKept.has(bit) && this.repo.readHeader(oid).size >= blobLimit) drop(bit)
    }
    for (const type of types) result.forEach(drop, this.bitmaps.ofType(type))
    const isLimited = blobLimit < Infinity
    if (isLimited) result.forEach(dropLarge, this.bitmaps.ofType('blob'))
    this.#forOthers(result, (bit, { type }) => {
      if (types.has(type)) drop(bit)
      else if (isLimited && type === 'blob') dropLarge(bit)
    })
  }

  #leaveOutPacked(result: BitSet): void {
    result.forEach((bit) => {
      const isPacked = bit < this.bitmaps.count || this.repo.odb.isPacked(this.#walk.oidOf(bit))
      if (isPacked) result.delete(bit)
    })
  }
}

/** Tips with what tags among them lead to. */
function rootsOf(tips: readonly RangeTip[], isExcluded: boolean, repo: Repository): BitmapRoot[] {
  const roots: BitmapRoot[] = []
  for (const tip of tips) {
    if (tip.isExcluded !== isExcluded) continue
    let { oid, type } = repo.readHeader(tip.oid)
    roots.push({ oid, type })
    while (type === 'tag') {
      ;({ oid, type } = repo.readHeader(parseTag(oid, repo.read(oid).data, repo.odb.algorithm).object))
      roots.push({ oid, type })
    }
  }
  return roots
}

/**
 * `--test-bitmap`: whether the bitmap of a commit says what walking says.
 *
 * @throws {FatalError} It does not, or there is none.
 */
export function testBitmap(tips: readonly RangeTip[], context: CommandContext): void {
  const repo = context.repository()
  using bitmaps = repo.odb.openBitmaps((detail) => {
    context.complain(`error: ${detail}`)
  })
  if (!bitmaps) throw new FatalError('failed to load bitmap indexes')
  if (tips.length !== 1) throw new FatalError('you must specify exactly one commit to test')
  const { entryCount, version, hasLookupTable } = bitmaps.top
  const total = bitmaps.layers.reduce((sum, { file }) => sum + file.entryCount, 0)
  const loaded = hasLookupTable ? '' : ' loaded'
  context.complain(`Bitmap v${version} test (${entryCount} entries${loaded}, ${total} total)`)
  const { oid } = tips[0]!
  const walk = repo.walks.withBitmaps(bitmaps)
  const found = walk.bitmapOf(oid)
  if (!found) throw new FatalError(`commit '${oid}' doesn't have an indexed bitmap`)
  const { bits, size, layer } = found
  const checksum = ewahChecksum(bits, size).toString(16).padStart(8, '0')
  context.complain(`Found bitmap for '${oid}'. ${size} bits / ${checksum} checksum`)
  context.complain(`Located via ${layer.kind} '${encodeHex(layer.file.checksum)}'.`)
  const onMet = (met: string, type: ObjectType, bit: number): void => {
    checkType({ oid: met, type }, bit, bitmaps)
  }
  const walked = walk.reach([{ oid, type: 'commit' }], { wantsObjects: true, walksAll: true, onMet })
  if (!walked.equals(bits)) throw new FatalError('mismatch in bitmap results')
  context.complain('OK!')
}

/** @throws {FatalError} The bitmap does not know an object, or not as what it is. */
function checkType({ oid, type }: BitmapRoot, bit: number, bitmaps: BitmapIndex): void {
  if (bit >= bitmaps.count) throw new FatalError(`object not in bitmap: '${oid}'`)
  const types = TYPES.filter((candidate) => bitmaps.ofType(candidate).has(bit))
  if (types.length === 0) throw new FatalError(`object '${oid}' not found in type bitmaps`)
  if (types.length > 1) throw new FatalError(`object '${oid}' does not have a unique type`)
  if (types[0] !== type) {
    throw new FatalError(`object '${oid}': real type '${type}', expected: '${types[0]!}'`)
  }
}
