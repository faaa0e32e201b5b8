/** Objects that are not there, as `--missing=<action>` of `rev-list` has it. */
import type { ObjectType } from '../../../object/object-type.js'
import type { Repository } from '../../../repo/repository.js'
import type { PathBuffer } from '../../../repo/walk/path-buffer.js'
import { FatalError } from '../../failure.js'
import type { Output } from '../../io/output.js'
import { quotePath } from '../../../text/quote-path.js'
import type { RevListArguments } from './arguments.js'

const NUL = 0

/** The buckets that git's table of missing objects begins with, and how full it gets before it has four times as many. */
const BUCKETS = 65_536
const LOAD_MAX = 0.8

interface MissingObject {
  readonly oid: string
  /** What led to it; a tip is known by its oid only. */
  readonly type: ObjectType | undefined
  readonly path: Uint8Array
}

export class MissingObjects {
  readonly #found = new Map<string, MissingObject>()

  constructor(
    private readonly args: RevListArguments,
    private readonly repo: Repository,
  ) {}

  /** Notes a missing tip. @throws {FatalError} It may not be missing. */
  takeTip(oid: string, name: string): void {
    if (this.#isLeftOut(oid)) return
    if (this.args.missing === 'error') throw new FatalError(`bad object ${name}`)
    if (this.#prints) this.#note({ oid, type: undefined, path: new Uint8Array() })
  }

  /** Notes another object, or passes it over. @throws {FatalError} It may not be missing. */
  take(oid: string, type: ObjectType, path?: PathBuffer): void {
    if (this.#isLeftOut(oid)) return
    const { missing } = this.args
    if (missing === 'error') {
      throw new FatalError(type === 'tree' ? `bad tree object ${oid}` : `missing ${type} object '${oid}'`)
    }
    if (this.#prints) this.#note({ oid, type, path: path?.copy() ?? new Uint8Array() })
    if (missing === 'allow-promisor' && !this.repo.odb.isPromised(oid)) {
      throw new FatalError(`unexpected missing ${type} object '${oid}'`)
    }
  }

  /** Prints a line, or with `-z` a record, for each. */
  print(out: Output): void {
    const hasInfo = this.args.missing === 'print-info'
    for (const object of inOrderOfHashes([...this.#found.values()])) {
      if (this.args.flags.has('-z')) printRecord(object, hasInfo, out)
      else {
        const path = object.path.length > 0 ? ` path=${this.#quoted(object.path)}` : ''
        const type = object.type === undefined ? '' : ` type=${object.type}`
        out.raw(`?${object.oid}${hasInfo ? path + type : ''}\n`)
      }
    }
  }

  /** In quotes also where a space would end it. */
  #quoted(path: Uint8Array): string {
    const raw = Buffer.from(path).toString('latin1')
    const quoted = quotePath(raw, this.repo.config.getBool('core.quotePath') ?? true)
    return raw.includes(' ') && quoted === raw ? `"${raw}"` : quoted
  }

  #isLeftOut(oid: string): boolean {
    return this.args.flags.has('--exclude-promisor-objects') && this.repo.odb.isPromised(oid)
  }

  get #prints(): boolean {
    return this.args.missing.startsWith('print')
  }

  #note(object: MissingObject): void {
    if (!this.#found.has(object.oid)) this.#found.set(object.oid, object)
  }
}

function printRecord({ oid, type, path }: MissingObject, hasInfo: boolean, out: Output): void {
  out.raw(`${oid}\0missing=yes`)
  if (hasInfo && path.length > 0) {
    out.raw('\0path=')
    out.bytes(path, 0, path.length)
  }
  if (hasInfo && type !== undefined) out.raw(`\0type=${type}`)
  out.byte(NUL)
}

/** As they come out of git's hash table: by the first bytes of the oid, the least first, and then the latest first. */
function inOrderOfHashes(objects: readonly MissingObject[]): MissingObject[] {
  let buckets = BUCKETS
  while (objects.length > buckets * LOAD_MAX) buckets *= 4
  const bucketOf = ({ oid }: MissingObject): number =>
    Buffer.from(oid.slice(0, 8), 'hex').readUInt32LE(0) % buckets
  return [...objects].reverse().sort((a, b) => bucketOf(a) - bucketOf(b))
}
