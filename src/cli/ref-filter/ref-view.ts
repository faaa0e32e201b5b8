/** A ref and what it points at, read when a field asks for it, and once. */
import { parseCommit } from '../../object/commit.js'
import { parseTag } from '../../object/tag.js'
import type { ObjectType } from '../../object/object-type.js'
import { ObjectNotFoundError } from '../../odb/errors.js'
import type { Ref } from '../../repo/refs/ref-store.js'
import { worktreeHeads } from '../../repo/refs/worktree-heads.js'
import type { Repository } from '../../repo/repository.js'
import { FatalError } from '../failure.js'
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
  /** Of a commit. */
  readonly commit: { readonly tree: string; readonly parents: readonly string[] } | undefined
  /** Of a tag: what it tags, and its own name of one unit a byte. */
  readonly tag: { readonly object: string; readonly type: ObjectType; readonly name: string } | undefined
  /** Of a commit or tag. */
  readonly message: MessageParts
}

/** What is the same for all refs of a repository. */
export class RefSurroundings {
  /** The branch that HEAD stands on. */
  readonly headName: string | undefined
  #worktrees: Map<string, string> | undefined

  constructor(readonly repo: Repository) {
    this.headName = repo.head().ref
  }

  /** Paths of worktrees by the refs that are checked out there. */
  get worktrees(): ReadonlyMap<string, string> {
    return (this.#worktrees ??= worktreeHeads(this.repo))
  }
}

export class RefView {
  readonly repo: Repository
  /** The full name, one unit a byte. */
  readonly name: string
  readonly #objects = new Map<string, ViewedObject>()

  constructor(
    readonly surroundings: RefSurroundings,
    readonly ref: Ref,
  ) {
    this.repo = surroundings.repo
    this.name = textToRaw(ref.name)
  }

  /** The oid of the object, or of what a tag tags, be it another tag; undefined: it is no tag. */
  oid(isPeeled: boolean): string | undefined {
    return isPeeled ? this.object(this.ref.oid).tag?.object : this.ref.oid
  }

  /** @throws {FatalError} It is missing. */
  object(oid: string): ViewedObject {
    let object = this.#objects.get(oid)
    if (!object) this.#objects.set(oid, (object = this.present(oid, () => view(this.repo, oid))))
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

function view(repo: Repository, oid: string): ViewedObject {
  const { type, data } = repo.read(oid)
  const raw = bytesToRaw(data)
  const nul = raw.indexOf('\0')
  const text = nul < 0 ? raw : raw.slice(0, nul)
  let parts: MessageParts | undefined
  return {
    oid,
    type,
    raw,
    text,
    commit: type === 'commit' ? linksOf(repo, oid, data) : undefined,
    tag: type === 'tag' ? tagOf(repo, oid, data) : undefined,
    get message() {
      return (parts ??= messageParts(text))
    },
  }
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
