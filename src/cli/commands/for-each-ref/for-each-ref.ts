/** `packmap for-each-ref`: refs, sorted and printed as a format says. */
import { encodeName } from '../../../object/name-text.js'
import { parseTag } from '../../../object/tag.js'
import { wildmatch } from '../../../repo/wildmatch.js'
import type { Repository } from '../../../repo/repository.js'
import type { CommandDescription } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { UsageError } from '../../failure.js'
import { type ParsedOptions, parseOptions } from '../../options/parse-options.js'
import { tryResolve } from '../../resolve.js'
import { checkField, parseRefFormat, RefView } from './ref-format.js'

const DEFAULT_FORMAT = '%(objectname) %(objecttype)\t%(refname)'
/** Fields that are compared as numbers. */
const NUMERIC = /^\*?(?:objectsize|numparent|(?:author|committer|tagger|creator)date)/

export const description: CommandDescription = {
  name: 'for-each-ref',
  forms: ['[--count=<n>] [--sort=<key>]… [--format=<format>] [--points-at=<object>] [<pattern>…]'],
  description: `Lists refs. A pattern is a whole name, a folder of names, or has wildcards.

Fields are %(refname), %(objectname), %(objecttype), %(objectsize), %(deltabase), %(tree), %(parent), %(numparent),
%(object), %(type), %(tag), %(author), %(authorname), %(authoremail), the same of committer, tagger and creator,
%(creatordate:unix) and :raw, %(subject), %(body), %(contents), %(symref) and %(HEAD); :short for names and ids; a *
before a field means what a tag comes to.`,
  options: [
    { long: 'count', value: 'required', valueName: 'n', help: 'refs at most' },
    { long: 'format', value: 'required', valueName: 'format', help: 'how to print a ref' },
    {
      long: 'sort',
      value: 'required',
      valueName: 'key',
      help: 'a field; with a - in front the other way round',
    },
    {
      long: 'points-at',
      value: 'required',
      valueName: 'object',
      help: 'only refs of this object, or of tags of it',
    },
    {
      long: 'merged',
      value: 'optional',
      valueName: 'commit',
      help: 'only what can be reached from a commit',
    },
    {
      long: 'contains',
      value: 'optional',
      valueName: 'commit',
      help: 'only what a commit can be reached from',
    },
    { long: 'ignore-case', help: 'sort and match without regard to case' },
  ],
  examples: [
    { command: 'packmap for-each-ref refs/tags', purpose: 'every tag' },
    {
      command:
        "packmap for-each-ref --sort=-creatordate:unix --count=5 --format='%(refname:short) %(subject)'",
      purpose: 'the five newest refs',
    },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  const count = options.number('count') ?? 0
  if (count < 0) throw new UsageError(`invalid --count argument: \`${count}'`)
  const format = parseRefFormat(options.value('format') ?? DEFAULT_FORMAT)
  const keys = options.all('sort')
  for (const key of keys) checkField(key.replace(/^-/, ''))
  const repo = context.repository()
  const head = repo.head().ref
  const object = options.value('points-at')
  const pointsAt = object === undefined ? undefined : tryResolve(repo, object)
  if (object !== undefined && pointsAt === undefined)
    throw new UsageError(`malformed object name '${object}'`)
  const views: RefView[] = []
  for (const ref of repo.refs()) {
    const view = new RefView(repo, ref, head)
    if (matches(ref.name, options) && isWanted(repo, ref.oid, options, pointsAt)) views.push(view)
  }
  sort(views, keys, options.has('ignore-case'))
  const wanted = count > 0 ? views.slice(0, count) : views
  // All before the first is printed: of a ref without its object git says so, and nothing else.
  const lines = wanted.map((view) => `${format.map((part) => part(view)).join('')}\n`)
  for (const line of lines) context.out.text(line)
  return 0
}

/** A pattern is the name itself, a folder that it is in, or a glob whose `*` does not cross a slash. */
function matches(name: string, options: ParsedOptions): boolean {
  const patterns = options.operands
  if (patterns.length === 0) return true
  const ignoreCase = options.has('ignore-case')
  return patterns.some((pattern) => {
    // Folders are compared to the letter whatever the case of globs.
    if (name === pattern || name.startsWith(pattern.endsWith('/') ? pattern : `${pattern}/`)) return true
    return wildmatch(pattern, name, { pathname: true, ignoreCase })
  })
}

function isWanted(repo: Repository, oid: string, options: ParsedOptions, pointsAt?: string): boolean {
  if (pointsAt !== undefined && oid !== pointsAt && taggedBy(repo, oid) !== pointsAt) return false
  const commit = options.has('merged') || options.has('contains') ? repo.tryPeel(oid, 'commit') : oid
  if (commit === undefined) return false
  if (options.has('merged') && !repo.isAncestor(commit, options.value('merged') ?? 'HEAD')) return false
  return !options.has('contains') || repo.isAncestor(options.value('contains') ?? 'HEAD', commit)
}

/** What a tag tags; undefined for what is no tag. */
function taggedBy(repo: Repository, oid: string): string | undefined {
  const object = repo.read(oid)
  return object.type === 'tag' ? parseTag(oid, object.data, repo.algorithm).object : undefined
}

/** The key given last counts most; refs that no key tells apart are sorted by name. */
function sort(views: RefView[], keys: readonly string[], ignoreCase: boolean): void {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text)
  const compare = (a: string, b: string): number => Buffer.compare(encodeName(fold(a)), encodeName(fold(b)))
  const byKey = keys.toReversed()
  views.sort((a, b) => {
    for (const key of byKey) {
      const field = key.replace(/^-/, '')
      const [x, y] = [a.field(field), b.field(field)]
      const order = NUMERIC.test(field) ? (parseInt(x) || 0) - (parseInt(y) || 0) : compare(x, y)
      if (order !== 0) return key.startsWith('-') ? -order : order
    }
    return compare(a.ref.name, b.ref.name)
  })
}
