/** The refs at a commit, as `git log --decorate` shows them: `(HEAD -> main, tag: v1.0, origin/main)`. */
import type { GitObject } from '../../object/git-object.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { textToRaw } from '../../object/raw-text.js'
import { parseTag } from '../../object/tag.js'
import type { Config } from '../config/config.js'
import type { Ref } from '../refs/ref-store.js'
import { wildmatchName } from '../wildmatch.js'
import { COLOR_RESET, parseGitColor } from './git-color.js'

/** What stands around the names; a part that is not given is git's own. */
export interface DecorationStyle {
  readonly prefix?: string
  readonly suffix?: string
  readonly separator?: string
  readonly pointer?: string
  readonly tag?: string
}

/** Which refs are shown: patterns as `--decorate-refs` takes them. */
export interface DecorationFilter {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** As `log.excludeDecoration` has them: what is included by a pattern is shown all the same. */
  readonly excludeByConfig: readonly string[]
}

/** What is asked of a repository. */
interface DecoratedRepository {
  readonly config: Config
  readonly commits: { readonly grafts: ReadonlyMap<string, readonly string[]> }
  refs(prefix?: string): Iterable<Ref>
  head(): { readonly oid: string | undefined; readonly ref: string | undefined }
  tryReadHeader(oid: string): { readonly type: string } | undefined
  readonly replacesObjects: boolean
  readonly algorithm: HashAlgorithm
  tryRead(oid: string): GitObject | undefined
}

type Kind = 'none' | 'branch' | 'remoteBranch' | 'tag' | 'stash' | 'HEAD' | 'grafted'

interface Decoration {
  readonly kind: Kind
  /** Full. */
  readonly name: string
}

const COLORS: Readonly<Record<Kind, string>> = {
  none: COLOR_RESET,
  branch: '\x1b[1;32m',
  remoteBranch: '\x1b[1;31m',
  tag: '\x1b[1;33m',
  stash: '\x1b[1;35m',
  HEAD: '\x1b[1;36m',
  grafted: '\x1b[1;34m',
}

const FOLDERS: readonly (readonly [string, Kind])[] = [
  ['refs/heads/', 'branch'],
  ['refs/tags/', 'tag'],
  ['refs/remotes/', 'remoteBranch'],
]
const REPLACE = 'refs/replace/'

/** What git shows by default: none of the refs for its own use. */
export const DEFAULT_DECORATIONS: DecorationFilter = {
  include: ['HEAD', 'refs/heads/', 'refs/tags/', 'refs/remotes/', 'refs/stash', REPLACE],
  exclude: [],
  excludeByConfig: [],
}

export class Decorations {
  readonly #byOid = new Map<string, Decoration[]>()
  readonly #headRef: string | undefined
  readonly #colors = { ...COLORS }

  /**
   * @param filter Undefined: every ref is shown.
   * @param showsFullNames Such as `refs/heads/main` for `main`.
   * @param commitColor The colour of what stands between the names.
   */
  constructor(
    repo: DecoratedRepository,
    filter: DecorationFilter | undefined,
    private readonly showsFullNames: boolean,
    private readonly commitColor: string,
  ) {
    for (const kind of Object.keys(COLORS) as Kind[]) {
      const color = parseGitColor(repo.config.get(`color.decorate.${kind}`) ?? 'x')
      if (color !== undefined) this.#colors[kind] = color
    }
    const isShown = filter ? matcher(filter) : () => true
    for (const { name, oid } of repo.refs()) if (isShown(name)) this.#addRef(name, oid, repo)
    const { oid, ref } = repo.head()
    this.#headRef = ref
    if (oid !== undefined && isShown('HEAD')) this.#add(oid, { kind: 'HEAD', name: 'HEAD' })
    for (const commit of repo.commits.grafts.keys()) this.#add(commit, { kind: 'grafted', name: 'grafted' })
  }

  /** Oids of everything that is decorated. */
  get oids(): Iterable<string> {
    return this.#byOid.keys()
  }

  /** @returns Empty: no ref that is shown comes to it. One unit a byte. */
  show(oid: string, isColored: boolean, style: DecorationStyle = {}): string {
    const decorations = this.#byOid.get(oid)
    if (!decorations) return ''
    const { suffix = ')', separator = ', ', pointer = ' -> ', tag = 'tag: ' } = style
    let { prefix = ' (' } = style
    const between = (text: string): string =>
      text === '' ? '' : this.#colored(text, this.commitColor, isColored)
    const current = this.#currentBranch(decorations)
    let shown = ''
    for (const decoration of decorations) {
      if (decoration === current) continue
      const color = this.#colors[decoration.kind]
      shown += between(prefix)
      if (decoration.kind === 'tag' && tag !== '') shown += this.#colored(tag, color, isColored)
      shown += this.#colored(this.#nameOf(decoration), color, isColored)
      if (current && decoration.kind === 'HEAD') {
        shown += this.#colored(pointer, this.commitColor, isColored)
        shown += this.#colored(this.#nameOf(current), this.#colors[current.kind], isColored)
      }
      prefix = separator
    }
    return shown + between(suffix)
  }

  #addRef(name: string, oid: string, repo: DecoratedRepository): void {
    if (name.startsWith(REPLACE)) {
      const original = name.slice(REPLACE.length)
      const isThere = repo.replacesObjects && /^[0-9a-f]+$/.test(original) && original.length === oid.length
      if (isThere && repo.tryReadHeader(original)) this.#add(original, { kind: 'grafted', name: 'replaced' })
      return
    }
    const type = repo.tryReadHeader(oid)?.type
    if (type === undefined) return
    const folder = FOLDERS.find(([prefix]) => name.startsWith(prefix))
    this.#add(oid, { kind: name === 'refs/stash' ? 'stash' : (folder?.[1] ?? 'none'), name })
    if (type !== 'tag') return
    for (const tagged of taggedBy(oid, repo)) this.#add(tagged, { kind: 'tag', name })
  }

  /** What was found last is shown first. */
  #add(oid: string, decoration: Decoration): void {
    const known = this.#byOid.get(oid)
    if (known) known.unshift(decoration)
    else this.#byOid.set(oid, [decoration])
  }

  /** The branch that HEAD stands on, where both are here: they are shown together. */
  #currentBranch(decorations: readonly Decoration[]): Decoration | undefined {
    if (this.#headRef === undefined || !decorations.some(({ kind }) => kind === 'HEAD')) return undefined
    return decorations.find(({ kind, name }) => kind === 'branch' && name === this.#headRef)
  }

  #nameOf({ name }: Decoration): string {
    return textToRaw(this.showsFullNames ? name : name.replace(/^refs\/(?:heads|tags|remotes)\//, ''))
  }

  #colored(text: string, color: string, isColored: boolean): string {
    return isColored ? color + text + this.#colors.none : text
  }
}

/** What a tag comes to: other tags, and in the end something else. */
function* taggedBy(oid: string, repo: DecoratedRepository): Iterable<string> {
  for (let object = repo.tryRead(oid); object?.type === 'tag';) {
    const { object: tagged, type } = parseTag(object.oid, object.data, repo.algorithm)
    yield tagged
    object = type === 'tag' ? repo.tryRead(tagged) : undefined
  }
}

function matcher({ include, exclude, excludeByConfig }: DecorationFilter): (name: string) => boolean {
  const [included, excluded, excludedByConfig] = [include, exclude, excludeByConfig].map((patterns) =>
    patterns.map(refPattern),
  )
  return (name) => {
    if (excluded!.some((matches) => matches(name))) return false
    if (included!.length > 0) return included!.some((matches) => matches(name))
    return !excludedByConfig!.some((matches) => matches(name))
  }
}

/** Without wildcards, a ref or a folder of them. */
function refPattern(pattern: string): (name: string) => boolean {
  const full = pattern.startsWith('refs/') || pattern === 'HEAD' ? pattern : `refs/${pattern}`
  const trimmed = full.replace(/\/$/, '')
  if (/[*?[\\]/.test(pattern)) return (name) => wildmatchName(trimmed, name)
  return (name) => name === trimmed || name.startsWith(`${trimmed}/`)
}
