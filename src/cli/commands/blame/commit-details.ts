/** What is said of a commit in a blame: its people, proper by the mailmap, its dates and its subject. */
import { bytesToRaw } from '../../../object/raw-text.js'
import { CommitText, type Person } from '../../../repo/format/commit-text.js'
import { commitInEncoding } from '../../../repo/format/log-encoding.js'
import type { Mailmap } from '../../../repo/mailmap.js'
import type { Repository } from '../../../repo/repository.js'

export interface BlamedPerson {
  /** One unit a byte, as the address, which has no brackets here. */
  readonly name: string
  readonly email: string
  /** Seconds since 1970. */
  readonly time: number
  /** As it is written: -700 is seven hours behind UTC. */
  readonly zone: number
}

export interface CommitDetails {
  readonly author: BlamedPerson
  readonly committer: BlamedPerson
  readonly summary: string
}

/** Details of commits, each read once. */
export class CommitDetailsReader {
  readonly #known = new Map<string, CommitDetails>()
  readonly #mailmap: Mailmap

  /** @param encoding What names and subjects are shown in. */
  constructor(
    private readonly repo: Repository,
    private readonly encoding: string,
  ) {
    this.#mailmap = repo.mailmap()
  }

  /** Says what is told of content that is not committed. */
  enterUncommitted(oid: string, details: CommitDetails): void {
    this.#known.set(oid, details)
  }

  /** @throws {ObjectNotFoundError} */
  of(oid: string): CommitDetails {
    const known = this.#known.get(oid)
    if (known) return known
    const raw = bytesToRaw(commitInEncoding(this.repo.read(oid).data, this.encoding))
    const end = raw.indexOf('\0')
    const text = new CommitText(end < 0 ? raw : raw.slice(0, end))
    const details = {
      author: this.#person(text.author),
      committer: this.#person(text.committer),
      summary: text.firstLine || `(${oid})`,
    }
    this.#known.set(oid, details)
    return details
  }

  #person(person: Person | undefined): BlamedPerson {
    if (!person) return { name: '(unknown)', email: '(unknown)', time: 0, zone: 0 }
    const { name, email } = this.#mailmap.map(person)
    return { name, email, time: Number(person.date?.seconds ?? 0), zone: Number(person.date?.zone ?? 0) }
  }
}
