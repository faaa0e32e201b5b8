/** A ref and what it points at, read when a field asks for it, and once. */
import { parseCommit } from '../../object/commit.js'
import type { GitObject } from '../../object/git-object.js'
import { parseTag } from '../../object/tag.js'
import type { ObjectType } from '../../object/object-type.js'
import { ObjectNotFoundError } from '../../odb/errors.js'
import type { Ref } from '../../repo/refs/ref-store.js'
import { headName, listWorktrees } from '../../repo/worktrees.js'
import type { Repository } from '../../repo/repository.js'
import { FatalError } from '../failure.js'
import { describeHead } from './head-description.js'
import { bytesToRaw, textToRaw } from '../../object/raw-text.js'
import { type MessageParts, messageParts } from './object-text.js'

/** A whole object. */
export interface ViewedObject {
  readonly oid: string
  readonly type: ObjectType
  /** All of it, one unit a byte. */
  readonly raw: string
  /** Up to the first NUL. */
  readonly text: string
  /** The same with people as the mailmap has them. */
  readonly mappedText: string
  /** Of a commit. */
  readonly commit: { readonly tree: string; readonly parents: readonly string[] } | undefined
  /** Of a tag: what it tags, and its own name of one unit a byte. */
  readonly tag: { readonly object: string; readonly type: ObjectType; readonly name: string } | undefined
  /** Of a commit or tag. */
  readonly message: MessageParts
}

/** What sort of ref it is by its name; `detached`: HEAD itself, shown among the branches. */
export type RefKind = 'branch' | 'remote' | 'tag' | 'detached' | 'other'

const KINDS: readonly (readonly [folder: string, kind: RefKind])[] = [
  ['refs/heads/', 'branch'],
  ['refs/remotes/', 'remote'],
  ['refs/tags/', 'tag'],
]

/** What is the same for all refs of a repository. */
export class RefSurroundings {
  /** The branch that HEAD stands on; HEAD itself where it is detached. */
  readonly headName: string
  #worktrees: Map<string, string> | undefined
  #headDescription: string | undefined
  #rewriteIdents: ((object: GitObject) => GitObject) | undefined

  constructor(readonly repo: Repository) {
    this.headName = repo.head().ref ?? 'HEAD'
  }

  /** Paths of worktrees by the refs that are checked out there. */
  get worktrees(): ReadonlyMap<string, string> {
    return (this.#worktrees ??= this.#checkedOut())
  }

  #checkedOut(): Map<string, string> {
    const { commonDir, gitDir, refStore } = this.repo
    const paths = new Map<string, string>()
    for (const worktree of listWorktrees(commonDir)) {
      const value = refStore.read(headName(worktree, gitDir))
      if (value?.kind === 'symbolic' && !paths.has(value.target)) paths.set(value.target, worktree.path)
    }
    return paths
  }

  /** Where a detached HEAD is, in git's words. */
  get headDescription(): string {
    return (this.#headDescription ??= textToRaw(describeHead(this.repo)))
  }

  /** Puts the mailmap into commits and tags. */
  get rewriteIdents(): (object: GitObject) => GitObject {
    return (this.#rewriteIdents ??= this.repo.mailmap().rewrite)
  }
}

export class RefView {
  readonly repo: Repository
  /** The full name, one unit a byte. */
  readonly name: string
  readonly kind: RefKind
  readonly #objects = new Map<string, ViewedObject>()
  #peeled: { readonly oid: string | undefined } | undefined

  /** @param isDetached Whether it is HEAD, shown among the branches. */
  constructor(
    readonly surroundings: RefSurroundings,
    readonly ref: Ref,
    isDetached = false,
  ) {
    this.repo = surroundings.repo
    this.name = textToRaw(ref.name)
    const folder = KINDS.find(([each]) => ref.name.startsWith(each))
    this.kind = isDetached ? 'detached' : (folder?.[1] ?? 'other')
  }

  /** The oid of the object, or of what a tag comes to in the end; undefined: it is no tag. */
  oid(isPeeled: boolean): string | undefined {
    if (!isPeeled) return this.ref.oid
    return (this.#peeled ??= { oid: this.#peel() }).oid
  }

  /** @throws {FatalError} A tag leads to nothing, or to something else than it says. */
  #peel(): string | undefined {
    const { repo, ref } = this
    let header = this.present(ref.oid, () => repo.readHeader(ref.oid))
    if (header.type !== 'tag') return undefined
    if (ref.peeled !== undefined) return ref.peeled
    let oid = ref.oid
    while (header.type === 'tag') {
      const tag = parseTag(oid, repo.read(oid).data, repo.algorithm)
      const next = repo.tryReadHeader(tag.object)
      if (next?.type !== tag.type) throw new FatalError('bad tag')
      ;[oid, header] = [tag.object, next]
    }
    return oid
  }

  /** @throws {FatalError} It is missing. */
  object(oid: string): ViewedObject {
    let object = this.#objects.get(oid)
    if (!object) this.#objects.set(oid, (object = this.present(oid, () => view(this.surroundings, oid))))
    return object
  }

  /**
   * What `read` gives.
   *
   * @throws {FatalError} It came upon an object that is missing.
   */
  present<Value>(oid: string, read: () => Value): Value {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof ObjectNotFoundError)) throw error
      throw new FatalError(`missing object ${oid} for ${this.ref.name}`)
    }
  }
}

function view(surroundings: RefSurroundings, oid: string): ViewedObject {
  const { repo } = surroundings
  const object = repo.read(oid)
  const { type, data } = object
  const raw = bytesToRaw(data)
  const text = upToNul(raw)
  let parts: MessageParts | undefined
  return {
    oid,
    type,
    raw,
    text,
    get mappedText() {
      return upToNul(bytesToRaw(surroundings.rewriteIdents(object).data))
    },
    commit: type === 'commit' ? linksOf(repo, oid, data) : undefined,
    tag: type === 'tag' ? tagOf(repo, oid, data) : undefined,
    get message() {
      return (parts ??= messageParts(text))
    },
  }
}

function upToNul(raw: string): string {
  const nul = raw.indexOf('\0')
  return nul < 0 ? raw : raw.slice(0, nul)
}

/** Not only the commit's own parents: grafts and shallow clones count here too. */
function linksOf(repo: Repository, oid: string, data: Uint8Array): ViewedObject['commit'] {
  const { tree, parents } = parseCommit(oid, data, repo.algorithm)
  return { tree, parents: repo.commits.tryRead(oid)?.parents ?? parents }
}

function tagOf(repo: Repository, oid: string, data: Uint8Array): ViewedObject['tag'] {
  const { object, type, name } = parseTag(oid, data, repo.algorithm)
  return { object, type, name: bytesToRaw(name) }
}
