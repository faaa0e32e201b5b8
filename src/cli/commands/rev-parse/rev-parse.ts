/**
 * `packmap rev-parse`: revisions to object ids, and questions about the repository.
 *
 * Arguments are taken one by one from left to right: most options hold for what follows them, and whatever is
 * printed is printed at once, so a command line may print something and fail after it. That is git's way.
 */
import { posix } from 'node:path'
import { childPath, resolvePath } from '../../../base/resolve-path.js'
import { AmbiguousOidError } from '../../../odb/errors.js'
import { approxidate } from '../../../repo/date/approxidate.js'
import { toTimestamp } from '../../../repo/date/timestamp.js'
import { isGitFolder, readGitFile } from '../../../repo/discovery/git-folder.js'
import type { Repository } from '../../../repo/repository.js'
import { pathColon } from '../../../repo/revision/revision-syntax.js'
import { pathExists } from '../../check-path.js'
import type { CommandContext } from '../../context.js'
import { ExitWith, FatalError, STATUS_USAGE } from '../../failure.js'
import { HelpRequested } from '../../options/parse-options.js'
import { diagnosed, namesNothing, tryResolve } from '../../resolve.js'
import { LOCAL_ENVIRONMENT } from './local-environment.js'
import { type PathFormat, Places } from './places.js'
import { showParents, showRange } from './ranges.js'
import { RefOptions } from './ref-options.js'
import { RevOutput } from './rev-output.js'
import { superprojectWorkTree } from './superproject.js'

const ABBREVIATION_MIN = 4
/** Also where oids are longer. */
const ABBREVIATION_MAX = 40
const DATE_BOUNDS: Readonly<Record<string, string>> = {
  '--since': '--max-age',
  '--after': '--max-age',
  '--until': '--min-age',
  '--before': '--min-age',
}
export { description } from './description.js'

export function run(args: readonly string[], context: CommandContext): number {
  if (args[0] === '-h') throw new HelpRequested(STATUS_USAGE)
  if (args[0] === '--help') throw new HelpRequested(0)
  if (args[0] === '--parseopt') throw new FatalError('rev-parse --parseopt is not supported')
  if (args[0] === '--sq-quote') {
    context.out.text(
      `${args
        .slice(1)
        .map((arg) => ` '${arg.replace(/['!]/g, "'\\$&'")}'`)
        .join('')}\n`,
    )
    return 0
  }
  if (args.length === 0) {
    context.repository() // git only says whether there is one
    return 0
  }
  return new RevParse(args, context).run()
}

/** One command line being read. */
class RevParse {
  private readonly output: RevOutput
  private readonly refOptions: RefOptions
  private readonly hasDashDash: boolean
  private at = 0
  private verifies = false
  private isQuiet = false
  private pathFormat: PathFormat = 'default'
  private optionsEnded = false
  /** Set by the first argument that is no revision: the rest are paths, checked for existence or not. */
  private rest: 'revisions' | 'files' | 'anything' = 'revisions'
  /** `--prefix`: paths are printed with it in front. */
  private pathPrefix: string | undefined
  /** The one revision of `--verify`. */
  private readonly verified: { negative: boolean; oid: string; name: string }[] = []
  private opened: Places | undefined

  constructor(
    private readonly args: readonly string[],
    private readonly context: CommandContext,
  ) {
    this.output = new RevOutput(context, () => this.repo)
    this.refOptions = new RefOptions(
      () => this.repo,
      this.output,
      (line) => {
        context.complain(line)
      },
    )
    this.hasDashDash = args.includes('--')
  }

  run(): number {
    for (; this.at < this.args.length; this.at++) this.take(this.args[this.at]!)
    if (!this.verifies) {
      this.output.showFallback()
      return 0
    }
    const [revision, ...others] = this.verified
    if (revision && others.length === 0) {
      this.output.showRev(revision.negative, revision.oid, revision.name)
      return 0
    }
    if (!revision && this.output.showFallback()) return 0
    return this.failVerify()
  }

  private get repo(): Repository {
    return this.context.repository()
  }

  private get places(): Places {
    return (this.opened ??= new Places(this.repo, this.context.env, this.context.cwd))
  }

  private take(arg: string): void {
    if (this.rest !== 'revisions') {
      if (this.output.showOther(this.withPrefix(arg)) && this.rest === 'files') this.checkFile(arg, false)
      return
    }
    if (!this.optionsEnded && this.takeWithoutRepository(arg)) return
    this.context.repository() // from here on git wants one, even for an argument that is only printed
    if (arg === '--') {
      this.rest = 'anything'
      if (this.output.showsFlags || this.output.showsRevs) this.output.showOther(arg)
      return
    }
    if (!this.optionsEnded && arg.startsWith('-')) {
      this.takeOption(arg)
      return
    }
    this.takeRevision(arg)
  }

  private takeWithoutRepository(arg: string): boolean {
    if (arg === '--local-env-vars') {
      this.context.out.text(LOCAL_ENVIRONMENT.map((name) => `${name}\n`).join(''))
      return true
    }
    if (arg === '--resolve-git-dir') {
      this.context.out.text(`${this.resolvedGitDir(this.argumentOf(arg))}\n`)
      return true
    }
    return false
  }

  /** The git folder at `path`, or where the file there points. */
  private resolvedGitDir(path: string): string {
    const at = resolvePath(this.context.cwd, path)
    const gitDir = isGitFolder(at) ? path : readGitFile(at)
    if (gitDir === undefined) throw new FatalError(`not a gitdir '${path}'`)
    return gitDir
  }

  private takeRevision(arg: string): void {
    if (showRange(arg, this.context, this.output) || showParents(arg, this.context, this.output)) return
    const negative = arg.startsWith('^')
    const name = negative ? arg.slice(1) : arg
    const oid = tryResolve(this.repo, this.withPathPrefix(name), { quiet: this.isQuiet })
    if (oid !== undefined) {
      if (this.verifies) this.verified.push({ negative, oid, name })
      else this.output.showRev(negative, oid, name)
      return
    }
    if (this.verifies) this.failVerify()
    if (this.hasDashDash) throw new FatalError(`bad revision '${arg}'`)
    this.rest = 'files'
    if (this.output.showOther(this.withPrefix(arg))) this.checkFile(arg, true)
  }

  private failVerify(): never {
    if (this.isQuiet) throw new ExitWith(1)
    throw new FatalError('Needed a single revision')
  }

  private takeOption(arg: string): void {
    const equals = arg.indexOf('=')
    const name = equals < 0 ? arg : arg.slice(0, equals)
    const value = equals < 0 ? undefined : arg.slice(equals + 1)
    if (this.takeOutputOption(arg, name, value)) return
    if (this.refOptions.take(name, value)) return
    if (this.takeQuestion(arg, name, value)) return
    if (arg === '-n' || arg.startsWith('-n')) {
      this.takeCount(arg)
      return
    }
    if (value !== undefined && this.takeDate(name, value)) return
    if (arg === '--end-of-options') {
      this.optionsEnded = true
      if (this.output.showsFlags || this.output.showsRevs) this.output.showOther(arg)
      return
    }
    if (this.output.showFlag(arg) && this.verifies) this.failVerify()
  }

  /** Options that say how, or whether, later arguments are printed. */
  private takeOutputOption(arg: string, name: string, value: string | undefined): boolean {
    const output = this.output
    switch (arg) {
      case '--revs-only':
        output.showsOthers = false
        return true
      case '--no-revs':
        output.showsRevs = false
        return true
      case '--flags':
        output.showsNonFlags = false
        return true
      case '--no-flags':
        output.showsFlags = false
        return true
      case '--verify':
        this.verify()
        return true
      case '--quiet':
      case '-q':
        this.isQuiet = true
        return true
      case '--sq':
        output.quotes = true
        return true
      case '--not':
        output.negates = !output.negates
        return true
      case '--symbolic':
        output.symbolic = 'as-is'
        return true
      case '--symbolic-full-name':
        output.symbolic = 'full'
        return true
      case '--default':
        output.fallback = this.argumentOf(arg)
        return true
      case '--prefix':
        this.pathPrefix = this.argumentOf(arg)
        return true
    }
    switch (name) {
      case '--short':
        this.verify()
        output.abbrev = this.shortLength(value)
        return true
      case '--abbrev-ref':
        output.abbrevRef = this.abbrevRefMode(value)
        return true
      case '--path-format':
        if (value !== 'absolute' && value !== 'relative') {
          throw new FatalError(`unknown argument to --path-format: ${value ?? ''}`)
        }
        this.pathFormat = value
        return true
      default:
        return false
    }
  }

  private verify(): void {
    this.output.showsFlags = false
    this.output.showsOthers = false
    this.verifies = true
  }

  private shortLength(value: string | undefined): number | 'auto' {
    if (value === undefined) return 'auto'
    return Math.min(Math.max(parseInt(value, 10) || 0, ABBREVIATION_MIN), ABBREVIATION_MAX)
  }

  private abbrevRefMode(value: string | undefined): 'strict' | 'loose' {
    if (value === 'strict' || value === 'loose') return value
    if (value !== undefined) throw new FatalError(`unknown mode for --abbrev-ref: ${value}`)
    return this.repo.config.getBool('core.warnambiguousrefs') === false ? 'loose' : 'strict'
  }

  /** Questions about the repository, answered at once. */
  private takeQuestion(arg: string, name: string, value: string | undefined): boolean {
    const answer = this.answer(arg)
    if (answer !== undefined) {
      this.context.out.text(`${answer}\n`)
      return true
    }
    if (arg === '--show-cdup') {
      const way = this.places.wayUp()
      if (way !== undefined) this.context.out.text(`${way}\n`)
      return true
    }
    if (arg === '--git-path') {
      this.context.out.text(`${this.places.gitPath(this.argumentOf(arg), this.pathFormat)}\n`)
      return true
    }
    if (name === '--show-object-format') {
      const mode = value ?? 'storage'
      if (!['storage', 'input', 'output'].includes(mode)) {
        throw new FatalError(`unknown mode for --show-object-format: ${mode}`)
      }
      this.context.out.text(`${this.repo.algorithm.name}\n`)
      return true
    }
    if (arg === '--show-ref-format') {
      this.context.out.text(`${this.repo.refStorage}\n`)
      return true
    }
    if (arg === '--show-superproject-working-tree') {
      const top = superprojectWorkTree(this.repo, this.places, this.context.env)
      if (top !== undefined) this.context.out.text(`${this.places.shown(top, this.pathFormat)}\n`)
      return true
    }
    return false
  }

  private answer(arg: string): string | undefined {
    const { places, pathFormat } = this
    switch (arg) {
      case '--show-toplevel': {
        const top = places.topLevel(pathFormat)
        if (top === undefined) throw new FatalError('this operation must be run in a work tree')
        return top
      }
      case '--show-prefix':
        return this.repo.prefix
      case '--git-dir':
        return places.gitDir(pathFormat)
      case '--absolute-git-dir':
        return places.absoluteGitDir()
      case '--git-common-dir':
        return places.commonDir(pathFormat)
      case '--is-inside-git-dir':
        return String(places.isInsideGitDir())
      case '--is-inside-work-tree':
        return String(places.isInsideWorkTree())
      case '--is-bare-repository':
        return String(this.repo.isBare)
      case '--is-shallow-repository':
        return String(places.isShallow())
      default:
        return undefined
    }
  }

  /** `-n 5` and `-n5` are handed on to `rev-list`. */
  private takeCount(arg: string): void {
    const number = arg === '-n' ? this.argumentOf(arg) : undefined
    if (!this.output.showsFlags || !this.output.showsRevs) return
    this.output.show(arg)
    if (number !== undefined) this.output.show(number)
  }

  /** `--since=<date>` and its like: `rev-list` is handed seconds, so that its now is this one. */
  private takeDate(name: string, value: string): boolean {
    const bound = DATE_BOUNDS[name]
    if (bound === undefined) return false
    if (this.output.showsFlags && this.output.showsRevs) {
      const seconds = approxidate(value) ?? Math.floor(Date.now() / 1000)
      this.output.show(`${bound}=${toTimestamp(seconds)}`)
    }
    return true
  }

  private argumentOf(option: string): string {
    const value = this.args[++this.at]
    if (value === undefined) throw new FatalError(`${option} requires an argument`)
    return value
  }

  private withPrefix(path: string): string {
    return this.pathPrefix === undefined ? path : this.pathPrefix + path
  }

  /** `rev:./path` counts from the folder of `--prefix`. */
  private withPathPrefix(name: string): string {
    const [, before, path] = /^([^:]*:)(\.{1,2}\/.*)$/s.exec(name) ?? []
    if (this.pathPrefix === undefined || path === undefined) return name
    const from = posix.join('/', this.pathPrefix)
    const whole = posix.join(from, path)
    return before! + (whole.startsWith('/') ? whole.slice(1) : whole)
  }

  /** @throws {FatalError} An argument that is neither revision nor, as far as can be told, a path. */
  private checkFile(arg: string, isFirst: boolean): void {
    if (arg.startsWith('-')) {
      throw new FatalError(`option '${arg}' must come before non-option arguments`)
    }
    if (arg.startsWith(':(') || /(?:^|[^\\])[*?[]/.test(arg)) return
    if (/^:[!^]$|^:\/$/.test(arg)) return
    const path = arg.replace(/^:[/!^]/, '')
    // `--prefix` counts from where git itself goes, which is the root of the work tree.
    const top = this.repo.workTree ?? this.context.cwd
    const base =
      arg.startsWith(':/') || this.pathPrefix !== undefined
        ? childPath(top, arg.startsWith(':/') ? '' : this.withPrefix(''))
        : this.context.cwd
    // Nothing is the folder itself, but at the root of the work tree.
    if ((path !== '' || this.repo.prefix !== '') && pathExists(childPath(base, path))) return
    throw isFirst ? this.unknown(arg) : noSuchPath(arg)
  }

  /** Why an argument is neither revision nor path: the most telling of the reasons. */
  private unknown(arg: string): FatalError {
    // What begins as a pathspec with magic, such as `:!x`, was not meant for a path of the index.
    if (!/^:[^0-9A-Za-z]/.test(arg)) {
      try {
        this.repo.resolve(arg, { quiet: true })
      } catch (error) {
        if (!namesNothing(error)) throw error
        const reason = diagnosed(error)
        if (reason) return reason
        const colon = pathColon(arg)
        if (error instanceof AmbiguousOidError && colon !== -1) {
          return new FatalError(`invalid object name '${arg.slice(0, colon)}'.`)
        }
      }
    }
    const message = `ambiguous argument '${arg}': unknown revision or path not in the working tree.`
    return new FatalError(message, [
      "Use '--' to separate paths from revisions, like this:",
      "'git <command> [<revision>...] -- [<file>...]'",
    ])
  }
}

function noSuchPath(arg: string): FatalError {
  return new FatalError(`${arg}: no such path in the working tree.`, [
    "Use 'git <command> -- <path>...' to specify paths that do not exist locally.",
  ])
}
