/** `packmap show-ref`: refs and what they point at. */
import { decodeName } from '../../object/name-text.js'
import type { Repository } from '../../repo/repository.js'
import { isRefName } from '../../repo/refs/ref-name.js'
import { followRef } from '../../repo/refs/resolve-ref.js'
import { abbreviate, type AbbreviationLength } from '../../repo/abbreviate.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError } from '../failure.js'
import { LineReader } from '../io/line-reader.js'
import { refsIn } from '../ref-names.js'
import { ABBREV_OPTION, abbreviationLength, parseAbbreviation } from '../options/abbrev-option.js'
import { type ParsedOptions, parseOptions } from '../options/parse-options.js'

const LF = 0x0a
/** Of `--exists`: 1 is for what kept it from looking. */
const STATUS_NO_SUCH_REF = 2

export const description: CommandDescription = {
  name: 'show-ref',
  forms: [
    '[--head] [-d | --dereference] [-s | --hash[=<n>]] [--abbrev[=<n>]] [--branches] [--tags] [<pattern>…]',
    '--verify [-q | --quiet] [-d] [-s] [--] <ref>…',
    '--exclude-existing[=<pattern>]',
    '--exists <ref>',
  ],
  description: `Lists refs with the objects that they point at, sorted by name. A pattern matches whole parts of a name
from its end: main matches refs/heads/main and refs/remotes/origin/main.`,
  options: [
    { long: 'tags', help: 'tags only; with --branches, both' },
    { long: 'branches', aliases: ['heads'], help: 'branches only' },
    {
      long: 'exists',
      help: 'whether the ref of that full name exists, be it broken; the status is 2 if not',
    },
    { long: 'verify', help: 'each <ref> is a full name that must exist' },
    { long: 'head', short: 'h', help: 'HEAD too, whatever the patterns say' },
    { long: 'dereference', short: 'd', help: 'for a tag also what it comes to, as <name>^{}' },
    { long: 'hash', short: 's', value: 'optional', valueName: 'n', help: 'ids only, of <n> digits' },
    ABBREV_OPTION,
    { long: 'quiet', short: 'q', help: 'print nothing; the status says whether anything matched' },
    {
      long: 'exclude-existing',
      value: 'optional',
      valueName: 'pattern',
      negatable: false,
      help: 'from standard input print the lines whose refs do not exist here',
    },
  ],
  examples: [
    { command: 'packmap show-ref', purpose: 'every ref' },
    { command: 'packmap show-ref --tags -d', purpose: 'every tag, and the commit that it comes to' },
    { command: 'packmap show-ref --verify --quiet refs/heads/main', purpose: 'whether the branch exists' },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  const abbrev = refAbbreviation(options)
  refuseTogether(MODES.filter((mode) => options.has(mode)))
  const repo = context.repository()
  if (options.has('exists')) return exists(repo, options.operands, context)
  if (options.has('exclude-existing')) {
    excludeExisting(repo, options.value('exclude-existing'), context)
    return 0
  }
  const printer = new RefPrinter(repo, options, abbrev, context)
  return options.has('verify') ? printer.verify(options.operands) : printer.list(options.operands)
}

const MODES = ['exclude-existing', 'verify', 'exists']

/** @throws {FatalError} More than one is given. */
function refuseTogether(modes: readonly string[]): void {
  if (modes.length < 2) return
  const named = modes.map((mode) => `'--${mode}'`)
  const list =
    named.length === 2 ? named.join(' and ') : `${named.slice(0, -1).join(', ')}, and ${named.at(-1)!}`
  throw new FatalError(`options ${list} cannot be used together`)
}

/** Of `--hash=<n>` and `--abbrev[=<n>]` the last one given counts; both mean the same digits. */
function refAbbreviation(options: ParsedOptions): AbbreviationLength {
  const last = options.given.findLast(
    ({ key, value }) => key === 'abbrev' || (key === 'hash' && value !== true),
  )
  if (last?.key !== 'hash' || !options.has('hash')) return abbreviationLength(options)
  return parseAbbreviation(String(last.value), 'hash')
}

class RefPrinter {
  constructor(
    private readonly repo: Repository,
    private readonly options: ParsedOptions,
    private readonly abbrev: AbbreviationLength,
    private readonly context: CommandContext,
  ) {}

  /** Refs by their full names. */
  verify(names: readonly string[]): number {
    if (names.length === 0) throw new FatalError('--verify requires a reference')
    for (const name of names) {
      const isFull = name.startsWith('refs/') || isPseudoRef(name)
      const oid = isFull && isRefName(name) ? followRef(this.repo.refStore, name).oid : undefined
      if (oid !== undefined) this.show(name, oid)
      else if (this.options.has('quiet')) return 1
      else throw new FatalError(`'${name}' - not a valid ref`)
    }
    return 0
  }

  /** Refs that match a pattern, or all. */
  list(patterns: readonly string[]): number {
    let found = 0
    if (this.options.has('head')) {
      const { oid } = this.repo.head()
      if (oid !== undefined) {
        this.show('HEAD', oid)
        found++
      }
    }
    for (const folder of this.folders()) {
      for (const { name, oid } of refsIn(this.repo, folder)) {
        if (patterns.length > 0 && !patterns.some((pattern) => matchesTail(name, pattern))) continue
        this.show(name, oid)
        found++
      }
    }
    return found > 0 ? 0 : 1
  }

  private folders(): string[] {
    const folders = []
    if (this.options.has('branches')) folders.push('refs/heads/')
    if (this.options.has('tags')) folders.push('refs/tags/')
    return folders.length > 0 ? folders : ['']
  }

  private show(name: string, oid: string): void {
    const { repo, options, context } = this
    if (!repo.odb.has(oid)) throw new FatalError(`git show-ref: bad ref ${name} (${oid})`)
    if (options.has('quiet')) return
    const shown = abbreviate(repo, oid, this.abbrev)
    context.out.text(options.has('hash') ? `${shown}\n` : `${shown} ${name}\n`)
    if (!options.has('dereference') || repo.tryReadHeader(oid)?.type !== 'tag') return
    const peeled = repo.tryPeel(oid, 'any-non-tag')
    if (peeled !== undefined) context.out.text(`${abbreviate(repo, peeled, this.abbrev)} ${name}^{}\n`)
  }
}

/** Git's root refs by their looks: capitals and underscores, as `HEAD` and `CHERRY_PICK_HEAD`. */
function isPseudoRef(name: string): boolean {
  return /^[A-Z_-]+$/.test(name)
}

/** `--exists`: asks for no more than that something is there. */
function exists(repo: Repository, names: readonly string[], context: CommandContext): number {
  const [name, ...others] = names
  if (name === undefined) throw new FatalError('--exists requires a reference')
  if (others.length > 0) throw new FatalError('--exists requires exactly one reference')
  if (isRefName(name) ? repo.refStore.read(name) : isListed(repo, name)) return 0
  context.complain('error: reference does not exist')
  return STATUS_NO_SUCH_REF
}

/** Whether there is a ref of a name that no ref may have. */
function isListed(repo: Repository, name: string): boolean {
  if (!name.startsWith('refs/')) return false
  for (const ref of repo.refStore.list(name)) return ref.name === name
  return false
}

function matchesTail(name: string, pattern: string): boolean {
  return name === pattern || name.endsWith(`/${pattern}`)
}

/** Prints the lines whose last word is a well-formed ref name that this repository does not have. */
function excludeExisting(repo: Repository, pattern: string | undefined, context: CommandContext): void {
  const existing = new Set(Array.from(refsIn(repo, ''), ({ name }) => name))
  const lines = new LineReader(context.streams.stdin, LF, () => undefined)
  while (lines.next()) {
    const line = decodeName(lines.buffer.subarray(lines.begin, lines.end)).replace(/\^\{\}$/, '')
    const name = /\S*$/.exec(line)![0]
    if (pattern !== undefined && !name.startsWith(pattern)) continue
    if (!isRefName(name) || !name.includes('/')) context.complain(`warning: ref '${name}' ignored`)
    else if (!existing.has(name)) context.out.text(`${line}\n`)
  }
}
