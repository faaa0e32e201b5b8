/** `packmap diff-tree`: what changed between two trees, or between a commit and its parents. */
import type { ObjectType } from '../../object/object-type.js'
import { parsePathspec } from '../../repo/pathspec/parse-pathspec.js'
import { Pathspec } from '../../repo/pathspec/pathspec.js'
import type { Repository } from '../../repo/repository.js'
import type { RangeTip } from '../../repo/revision/revision-range.js'
import { checkPathExists } from '../check-path.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import type { TreeChange } from '../../repo/diff/tree-diff.js'
import { combinedChanges } from '../../repo/diff/combined-changes.js'
import { ChangePrinter } from '../diff/change-printer.js'
import { CombinedPrinter } from '../diff/combined-printer.js'
import { ALL_OR_NONE, DIFF_OPTIONS, type DiffRequest, diffRequest, filterOf } from '../diff/diff-options.js'
import { FatalError, UsageError } from '../failure.js'
import { LineReader } from '../io/line-reader.js'
import { type ParsedOptions, parseOptions } from '../options/parse-options.js'
import { TipArguments } from '../tip-arguments.js'
import { textToRaw } from '../../object/raw-text.js'

const LF = 0x0a
/** Of these options the last one counts. */
const MERGE_FORMATS: readonly string[] = ['m', 'c', 'cc']

export const description: CommandDescription = {
  name: 'diff-tree',
  forms: [
    '[<options>] <tree-ish> <tree-ish> [<path>…]',
    '[--root] [-m] [<options>] <commit> [<path>…]',
    '--stdin [<options>] [<path>…]',
  ],
  description: `Shows which paths differ between two trees, or what a commit changed against its parent. A commit stands for
its tree. Merges show nothing without -m.`,
  options: [
    { short: 'r', help: 'what changed within folders, not the folders' },
    { short: 't', help: 'the folders too; implies -r' },
    { long: 'root', help: 'a commit without parents against nothing' },
    { short: 'm', help: 'a merge against each of its parents' },
    { short: 'c', help: 'a merge against all of them at once' },
    { long: 'cc', negatable: false, help: 'the same without what only one side has, as a patch' },
    { long: 'no-commit-id', negatable: false, help: 'without the id of the commit' },
    { long: 'merge-base', help: 'from the merge base of two commits to the second' },
    ...DIFF_OPTIONS,
    { long: 'stdin', help: 'read commits, or pairs of trees, from standard input' },
  ],
  examples: [
    { command: 'packmap diff-tree -r --name-status v1.0 HEAD', purpose: 'what changed since a release' },
    { command: 'packmap diff-tree -r --root HEAD', purpose: 'what the newest commit changed' },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const dashes = args.indexOf('--')
  let refused: UsageError | undefined
  const options = parseOptions(description.options, dashes < 0 ? args : args.slice(0, dashes), {
    onRefused: (error) => (refused ??= error),
  })
  const repo = context.repository()
  if (['name-only', 'name-status', 'no-patch'].filter((name) => options.has(name)).length > 1) {
    throw new FatalError(
      "options '--name-only', '--name-status', '--check', and '-s' cannot be used together",
    )
  }
  const { tips, paths } = splitOperands(context, options.operands, dashes >= 0)
  for (const { oid } of tips) {
    if (!repo.tryReadHeader(oid)) throw new FatalError(`bad object ${oid}`)
  }
  // As git has it: what is wrong with a revision comes first.
  if (refused) throw refused
  const diff = new TreeDiff(context, options, [...paths, ...(dashes < 0 ? [] : args.slice(dashes + 1))])
  if (tips.length === 0 && !options.has('stdin')) throw new UsageError('')
  if (options.has('merge-base')) {
    if (tips.length !== 2 || options.has('stdin')) {
      throw new FatalError('--merge-base only works with two commits')
    }
    diff.pair(baseOf(repo, tips), tips[1]!.oid)
  } else if (tips.length === 1) {
    diff.commit(tips[0]!.oid, tips[0]!.isExcluded ? { mark: '^ ' } : {})
  } else if (tips.length === 2) {
    const [before, after] = tips[1]!.isExcluded ? [tips[1]!, tips[0]!] : [tips[0]!, tips[1]!]
    diff.pair(before.oid, after.oid)
  } // of more than two git shows nothing
  if (options.has('stdin')) diff.standardInput()
  return diff.found && (options.has('exit-code') || options.has('quiet')) ? 1 : 0
}

/** Revisions come first, as many as there are; `a..b` stands for two, and so do `b ^a` and `b^!` where b is no merge. */
function splitOperands(
  context: CommandContext,
  operands: readonly string[],
  pathsFollow: boolean,
): { tips: readonly RangeTip[]; paths: readonly string[] } {
  const revisions = new TipArguments(context, {})
  for (const [at, operand] of operands.entries()) {
    if (revisions.takeRevision(operand)) continue
    if (pathsFollow) throw new FatalError(`bad revision '${operand}'`)
    const paths = operands.slice(at)
    for (const path of paths) checkPathExists(path, context)
    return { tips: revisions.tips, paths }
  }
  return { tips: revisions.tips, paths: [] }
}

function baseOf(repo: Repository, tips: readonly RangeTip[]): string {
  for (const { oid, isExcluded } of tips) {
    if (isExcluded) throw new FatalError('--merge-base does not work with ranges')
    if (repo.readHeader(oid).type !== 'commit') throw new FatalError('--merge-base only works with commits')
  }
  const bases = repo.mergeBases(tips[0]!.oid, tips[1]!.oid)
  if (bases.length === 0) throw new FatalError('no merge base found')
  if (bases.length > 1) throw new FatalError('multiple merge bases found')
  return bases[0]!
}

class TreeDiff {
  /** Whether the last comparison found a change: of many, git's status is that of the last one. */
  found = false
  private readonly repo: Repository
  private readonly request: DiffRequest
  private readonly printer: ChangePrinter
  /** How merges are shown, if all parents are looked at at once. */
  private readonly combined: CombinedPrinter | undefined
  private readonly pathspec: Pathspec
  private readonly filter: string

  constructor(
    private readonly context: CommandContext,
    private readonly options: ParsedOptions,
    paths: readonly string[],
  ) {
    this.repo = context.repository()
    this.filter = filterOf(options)
    const mergeFormat = options.given.filter(({ key }) => MERGE_FORMATS.includes(key)).at(-1)?.key
    this.request = diffRequest(options, this.repo.config, {
      forPeople: false,
      whenNone: mergeFormat === 'cc' ? 'patch' : 'raw',
      prefix: this.repo.prefix,
    })
    this.printer = new ChangePrinter(this.repo, context.out, this.request)
    if (mergeFormat !== undefined && mergeFormat !== 'm') {
      this.combined = new CombinedPrinter(this.repo, context.out, this.request, mergeFormat === 'cc')
    }
    const { prefix, workTree, gitDir } = this.repo
    this.pathspec = parsePathspec(paths, { prefix: textToRaw(prefix), workTree, gitDir, env: context.env })
  }

  /** From one tree to another, without a heading. */
  pair(before: string, after: string): void {
    this.print(this.changes(this.treeOf(before), this.treeOf(after)))
  }

  /**
   * From the parents of a commit to it. What is no commit shows nothing.
   *
   * @param how `parents`: oids that take the place of its own; `mark`: what stands before its name.
   */
  commit(
    name: string,
    how: { readonly parents?: readonly string[] | undefined; readonly mark?: string },
  ): void {
    const oid = this.repo.tryPeel(name, 'commit')
    const links = oid === undefined ? undefined : this.repo.commits.tryRead(oid)
    if (oid === undefined || !links) {
      this.context.complain(`error: object ${name} is not a commit`)
      return
    }
    const { tree } = links
    const parents = how.parents ?? links.parents
    if (parents.length > 1 && this.combined) {
      this.printCombined(oid, tree, parents)
      return
    }
    if (parents.length > 1 && !this.options.has('m')) return
    const befores: (string | undefined)[] = parents.map((parent) => this.treeOf(parent))
    if (parents.length === 0 && this.options.has('root')) befores.push(undefined)
    // Of a tag it is the tag that was excluded.
    const heading = how.mark !== undefined && name === oid ? how.mark + oid : oid
    for (const before of befores) this.print(this.changes(before, tree), heading)
  }

  /** Commits, with other parents behind them or none, or pairs of trees, one a line; other lines are handed on. */
  standardInput(): void {
    const { out, streams } = this.context
    const lines = new LineReader(streams.stdin, LF, () => {
      out.flush()
    })
    const isOid = new RegExp(`^[0-9a-f]{${this.repo.algorithm.hexSize}}`)
    while (lines.next()) {
      const line = lines.buffer.toString('latin1', lines.begin, lines.end)
      if (isOid.test(line)) this.line(line)
      else out.raw(`${line}\n`)
    }
  }

  /** A line that begins with an oid. What is wrong with it is said, and the next one is looked at. */
  private line(line: string): void {
    const { hexSize } = this.repo.algorithm
    const oid = line.slice(0, hexSize)
    const rest = line.slice(hexSize)
    const type = this.repo.tryReadHeader(oid)?.type
    if (type === 'commit') {
      const parents = new RegExp(`^(?:\\s[0-9a-f]{${hexSize}})+`).exec(rest)?.[0].trim().split(/\s/)
      for (const parent of parents ?? []) {
        if (this.typeOf(parent) !== 'commit') throw new FatalError(`unable to parse commit ${parent}`)
      }
      this.commit(oid, { parents })
    } else if (type === 'tree') {
      const [, other] = new RegExp(`^\\s([0-9a-f]{${hexSize}})$`).exec(rest) ?? []
      if (other === undefined) {
        this.context.complain('error: Need exactly two trees, separated by a space')
      } else if (this.typeOf(other) !== 'tree') {
        this.context.complain(`error: Object ${other} not a tree`)
      } else {
        this.context.out.raw(`${oid} ${other}\n`)
        this.pair(oid, other)
      }
    } else if (type !== undefined) {
      this.context.complain(`error: Object ${oid} is a ${type}, not a commit or tree`)
    }
  }

  private typeOf(oid: string): ObjectType | undefined {
    return this.repo.tryReadHeader(oid)?.type
  }

  private treeOf(oid: string): string {
    const tree = this.repo.tryPeel(oid, 'tree')
    if (tree === undefined) throw new FatalError(`unable to read tree (${oid})`)
    return tree
  }

  private changes(before: string | undefined, after: string): TreeChange[] {
    // Git's --quiet ends a comparison at the first change, and takes the one before for it.
    if (this.found && this.options.has('quiet') && this.filter === '') return []
    const reversed = this.options.has('R')
    const sides = reversed ? ([after, before] as const) : ([before, after] as const)
    const found = this.within(sides)
    if (this.filter === '') return [...found]
    if (!this.filter.includes(ALL_OR_NONE)) {
      const chosen: TreeChange[] = []
      for (const change of found) if (this.filter.includes(change.status)) chosen.push(change)
      return chosen
    }
    const all = [...found]
    return all.some(({ status }) => this.filter.includes(status)) ? all : []
  }

  /** All changes, before any is left out for its status. */
  private within(sides: readonly [string | undefined, string | undefined]): Iterable<TreeChange> {
    const { relative } = this.request.patch
    const showsTrees = this.options.has('t')
    return this.repo.diff(sides[0], sides[1], {
      recursive: this.options.has('r') || showsTrees || this.request.isRecursive,
      withTrees: showsTrees,
      pathspec: this.pathspec,
      renames: this.request.renames,
      ...(relative !== undefined && { folder: relative }),
    })
  }

  /** A heading stands here in any case. */
  private printCombined(oid: string, tree: string, parents: readonly string[]): void {
    const changes = combinedChanges(this.repo, parents, tree, {
      pathspec: this.pathspec,
      renames: this.request.renames,
    })
    this.found = changes.length > 0
    this.printHeading(oid)
    if (this.options.has('quiet')) return
    this.combined!.print(changes, [...this.within([parents[0], tree])])
  }

  private printHeading(heading: string): void {
    if (this.options.has('no-commit-id')) return
    this.context.out.raw(heading + (this.options.has('z') ? '\0' : '\n'))
  }

  /** A heading stands only over something. */
  private print(changes: readonly TreeChange[], heading?: string): void {
    this.found = changes.length > 0
    if (!this.found) return
    if (heading !== undefined) this.printHeading(heading)
    if (!this.options.has('quiet')) this.printer.print(changes)
  }
}
