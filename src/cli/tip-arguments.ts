/** Arguments that say where history begins and ends: revisions, ranges, and options for refs. */
import { isWithin } from '../base/is-within.js'
import { childPath } from '../base/resolve-path.js'
import { join } from 'node:path'
import { IndexReader } from '../repo/index-file/index-reader.js'
import { followRef } from '../repo/refs/resolve-ref.js'
import { headName, listWorktrees } from '../repo/worktrees.js'
import { UnknownRevisionError } from '../repo/errors.js'
import { expandRange, type RangeTip } from '../repo/revision/revision-range.js'
import type { ResolveOptions } from '../repo/repository.js'
import { realOrSame } from '../repo/real-path.js'
import { pathExists } from './check-path.js'
import type { CommandContext } from './context.js'
import { FatalError, UsageError } from './failure.js'
import { RefExclusions } from './ref-exclusions.js'
import { matchingRefs } from './ref-names.js'
import { diagnosed, tryResolve } from './resolve.js'
import { bytesToRaw, textToRaw } from '../object/raw-text.js'

const MODE_SUBMODULE = 0o160000

const REF_FOLDERS = new Map([
  ['--all', ''],
  ['--branches', 'refs/heads/'],
  ['--tags', 'refs/tags/'],
  ['--remotes', 'refs/remotes/'],
  ['--glob', ''],
])

export class TipArguments {
  readonly tips: RangeTip[] = []
  /** Whether revisions were asked for at all, be it by an option that found none. */
  hasInput = false
  /** Whether `--all` leaves out the HEADs of other worktrees. */
  isSingleWorktree = false
  /** Whether what names nothing is passed over. */
  ignoresMissing = false
  /** Told of each revision that is left out. */
  onExcluded = (): void => undefined
  private negates = false
  private readonly excluded = new RefExclusions()

  /** @param want What a name by itself is rather taken for, where it is short for several objects. */
  constructor(
    private readonly context: CommandContext,
    private readonly want: ResolveOptions = { want: 'committish' },
  ) {}

  /** `--not`: turns the meaning of `^` around for what follows. */
  turn(): void {
    this.negates = !this.negates
  }

  /** Sets whether that meaning is turned around. @returns Whether it was. */
  setTurned(turned: boolean): boolean {
    const before = this.negates
    this.negates = turned
    return before
  }

  /** All refs whose names begin with `prefix`. */
  takeRefsLike(prefix: string, isNegative: boolean): void {
    this.hasInput = true
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    for (const ref of matchingRefs(this.context.repository(), folder, undefined)) {
      if (ref.name.startsWith(prefix)) this.add(ref.oid, isNegative)
    }
  }

  /** `--indexed-objects`: what is in the index, and in those of other worktrees. */
  takeIndexes(): void {
    this.hasInput = true
    const { index, gitDir, commonDir, algorithm } = this.context.repository()
    const others = this.isSingleWorktree ? [] : listWorktrees(commonDir)
    const indexes = [
      index,
      ...others
        .filter((worktree) => worktree.gitDir !== realOrSame(gitDir))
        .map((worktree) => new IndexReader(join(worktree.gitDir, 'index'), worktree.gitDir, algorithm)),
    ]
    for (const { entries, trees } of indexes.map((reader) => reader.current())) {
      for (const { oid, mode, path } of entries) {
        if (mode !== MODE_SUBMODULE) this.add(oid, false, { path: bytesToRaw(path) })
      }
      for (const { oid, path } of trees) this.add(oid, false, { path })
    }
  }

  /** `--reflog`: everything that a reflog names and that is still there. */
  takeReflogs(): void {
    this.hasInput = true
    const repo = this.context.repository()
    for (const name of repo.refStore.listReflogs()) {
      let isWarned = false
      for (const { oldOid, newOid } of [...repo.refStore.reflog(name)].reverse()) {
        for (const oid of [oldOid, newOid]) {
          if (/^0+$/.test(oid)) continue
          if (repo.tryReadHeader(oid)) this.add(oid, false)
          else if (!isWarned) {
            isWarned = true
            this.context.complain(`warning: reflog of '${name}' references pruned commits`)
          }
        }
      }
    }
  }

  /**
   * Options such as `--all` and `--branches=<pattern>`.
   *
   * @returns False: it is another option.
   */
  takeRefs(name: string, value: string | undefined): boolean {
    if (name === '--exclude' && value !== undefined) {
      this.excluded.add(value)
      return true
    }
    if (name === '--exclude-hidden') {
      if (value === undefined) throw new FatalError(`Option '${name}' requires a value`)
      this.excluded.hide(value, this.context.repository())
      return true
    }
    const folder = REF_FOLDERS.get(name)
    if (folder === undefined || (name === '--glob' && value === undefined)) return false
    if (name === '--all' && value !== undefined) return false
    if (this.excluded.hidesRefs && name !== '--all' && name !== '--glob') {
      throw new UsageError(`--exclude-hidden cannot be used together with ${name}`)
    }
    this.hasInput = true
    const trimmed = name === '--all' ? 0 : folder.length
    for (const ref of matchingRefs(this.context.repository(), folder, value)) {
      const short = ref.name.slice(trimmed)
      if (this.excluded.covers(short)) continue
      if (/^0+$/.test(ref.oid)) throw new FatalError(`bad object ${short}`)
      this.add(ref.oid, false, { name: short })
    }
    if (name === '--all') this.takeHeads()
    this.excluded.clear()
    return true
  }

  /** A revision or range. @returns False: it names nothing. */
  takeRevision(arg: string): boolean {
    const repo = this.context.repository()
    if (this.takeRange(arg)) return true
    if (/\^-(?!\+?0*[1-9]\d*$)./s.test(arg)) return false // no number of a parent: git looks for no name then
    const isNegative = arg.startsWith('^')
    const name = isNegative ? arg.slice(1) : arg
    const oid = tryResolve(repo, name, this.want)
    if (oid === undefined) {
      this.hasInput ||= this.ignoresMissing
      return this.ignoresMissing
    }
    this.add(oid, isNegative, { name, path: pathIn(name) })
    return true
  }

  /** Whether something is at `path`, seen from where the command runs. */
  isFile(path: string): boolean {
    return (
      (path !== '' || this.context.repository().prefix !== '') &&
      pathExists(childPath(this.context.cwd, path))
    )
  }

  /** Whether a revision may have been meant as a file: only within the work tree, where git's own files are not. */
  isAmbiguous(revision: string): boolean {
    const { prefix, workTree, gitDir } = this.context.repository()
    if (workTree === undefined || !this.isFile(revision)) return false
    const here = realOrSame(this.context.cwd)
    return (prefix !== '' || here === realOrSame(workTree)) && !isWithin(here, realOrSame(gitDir))
  }

  /** HEAD, and those of the other worktrees, unless only this one is wanted. */
  private takeHeads(): void {
    const repo = this.context.repository()
    const worktrees = this.isSingleWorktree ? [] : listWorktrees(repo.commonDir)
    for (const name of new Set(['HEAD', ...worktrees.map((each) => headName(each, repo.gitDir))])) {
      const { oid } = followRef(repo.refStore, name)
      if (oid !== undefined && !this.excluded.covers(name)) this.add(oid, false, { name })
    }
  }

  /** `A..B`, `A^!` and the like; of `root^@` it is known that something was asked for. */
  private takeRange(arg: string): boolean {
    const tips = this.tryExpand(arg)
    if (!tips) return false
    this.hasInput = true
    const [left = arg, right = left] = arg.split(/\.{2,3}/)
    for (const { oid, isExcluded, ...more } of tips) {
      const name = (more.isLeft ? left : right) || 'HEAD'
      this.add(oid, isExcluded, { name, path: pathIn(name), ...more })
    }
    return true
  }

  private tryExpand(arg: string): RangeTip[] | undefined {
    const repo = this.context.repository()
    try {
      return expandRange(arg, {
        tryResolve: (name) => tryResolve(repo, name, { want: 'committish' }),
        tryCommit: (oid) => repo.tryPeel(oid, 'commit'),
        parentsOf: (commit) => repo.commits.tryRead(commit)?.parents ?? [],
        mergeBases: (one, other) => repo.mergeBases(one, other),
      })
    } catch (error) {
      if (!(error instanceof UnknownRevisionError)) throw error
      if (this.ignoresMissing) return []
      throw diagnosed(error) ?? error
    }
  }

  private add(oid: string, isNegative: boolean, more: Partial<RangeTip> = {}): void {
    this.hasInput = true
    const isExcluded = isNegative !== this.negates
    if (isExcluded) this.onExcluded()
    this.tips.push({ oid, isExcluded, ...more })
  }
}

/** The path of `<rev>:<path>`, one unit a byte; empty where there is none. */
function pathIn(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? '' : textToRaw(name.slice(colon + 1))
}
