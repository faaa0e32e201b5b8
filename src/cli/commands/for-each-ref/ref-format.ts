/**
 * `for-each-ref --format`: text with `%(field)` in it. Fields: git-for-each-ref(1), "FIELD NAMES"; those that need
 * no date format, no trailer and no alignment.
 */
import { type Commit, parseCommit } from '../../../object/commit.js'
import { type Ident, parseIdent } from '../../../object/ident.js'
import { parseTag, type Tag } from '../../../object/tag.js'
import { ObjectNotFoundError } from '../../../odb/errors.js'
import type { Ref } from '../../../repo/refs/ref-store.js'
import type { Repository } from '../../../repo/repository.js'
import { abbreviate } from '../../abbreviate.js'
import { FatalError } from '../../failure.js'
import { shortenRef } from '../../ref-names.js'

/** Text of one field for one ref. */
export type FieldValue = (ref: RefView) => string

const PLAIN_FIELDS =
  /^\*?(?:refname(?::short|:strip=-?\d+|:lstrip=-?\d+|:rstrip=-?\d+)?|objecttype|objectsize(?::disk)?|deltabase|objectname(?::short(?:=\d+)?)?|tree(?::short(?:=\d+)?)?|parent(?::short(?:=\d+)?)?|numparent|object|type|tag|(?:author|committer|tagger|creator)(?:name|email(?::trim|:localpart)?|date(?::raw|:unix))?|subject|body|contents(?::subject|:body)?|symref(?::short)?|HEAD)$/

/** A format as functions to call one after the other. */
export function parseRefFormat(format: string): FieldValue[] {
  const parts: FieldValue[] = []
  for (const match of format.matchAll(/%%|%([0-9a-fA-F]{2})|%\(([^)]*)\)|[^%]+|%/g)) {
    const [text, byte, field] = match
    if (field !== undefined) {
      checkField(field)
      parts.push((ref) => ref.field(field))
    } else if (byte !== undefined) {
      parts.push(() => String.fromCharCode(parseInt(byte, 16)))
    } else {
      parts.push(() => (text === '%%' ? '%' : text))
    }
  }
  return parts
}

/** @throws {FatalError} The field is unknown, or one that packmap does not have. */
export function checkField(field: string): void {
  if (!PLAIN_FIELDS.test(field)) throw new FatalError(`unknown field name: ${field}`)
}

/** A ref and what it points at, read when a field asks for it. */
export class RefView {
  private readonly parsed = new Map<string, Commit | Tag | undefined>()

  constructor(
    private readonly repo: Repository,
    readonly ref: Ref,
    private readonly headName: string | undefined,
  ) {}

  /** @param field As between the parentheses: `refname:short`, `*objecttype`. */
  field(field: string): string {
    const isPeeled = field.startsWith('*')
    const [name, option] = splitOnce(isPeeled ? field.slice(1) : field, ':')
    if (name === 'refname') return this.shortened(this.ref.name, option) + (isPeeled ? '^{}' : '')
    if (name === 'symref')
      return this.ref.symbolic === undefined ? '' : this.shortened(this.ref.symbolic, option)
    if (name === 'HEAD') return this.ref.name === this.headName ? '*' : ' '
    const oid = isPeeled ? this.peeled() : this.ref.oid
    try {
      return oid === undefined ? '' : this.objectField(oid, name, option)
    } catch (error) {
      if (!(error instanceof ObjectNotFoundError)) throw error
      throw new FatalError(`missing object ${error.oid} for ${this.ref.name}`)
    }
  }

  /** What a tag tags, be it another tag; nothing for what is no tag. */
  private peeled(): string | undefined {
    const object = this.parse(this.ref.oid)
    return object && 'object' in object ? object.object : undefined
  }

  private objectField(oid: string, name: string, option: string | undefined): string {
    switch (name) {
      case 'objectname':
        return this.oid(oid, option)
      case 'objecttype':
        return this.repo.readHeader(oid).type
      case 'objectsize':
        return String(
          option === 'disk' ? this.repo.odb.storage(oid).diskSize : this.repo.readHeader(oid).size,
        )
      case 'deltabase':
        return this.repo.odb.storage(oid).deltaBase
      default:
        return this.contentField(oid, name, option)
    }
  }

  private contentField(oid: string, name: string, option: string | undefined): string {
    const object = this.parse(oid)
    if (!object) return ''
    const isCommit = 'tree' in object
    if (isCommit) {
      if (name === 'tree') return this.oid(object.tree, option)
      // Not the commit's own: grafts and shallow clones count here too.
      const parents = this.repo.commits.tryRead(oid)?.parents ?? object.parents
      if (name === 'parent') return parents.map((parent) => this.oid(parent, option)).join(' ')
      if (name === 'numparent') return String(parents.length)
    } else {
      if (name === 'object') return object.object
      if (name === 'type') return object.type
      if (name === 'tag') return object.nameText
    }
    return messageField(object.messageText, name, option) ?? identField(object, name, option)
  }

  private parse(oid: string): Commit | Tag | undefined {
    if (!this.parsed.has(oid)) {
      const { type, data } = this.repo.read(oid)
      const { algorithm } = this.repo
      const object =
        type === 'commit'
          ? parseCommit(oid, data, algorithm)
          : type === 'tag'
            ? parseTag(oid, data, algorithm)
            : undefined
      this.parsed.set(oid, object)
    }
    return this.parsed.get(oid)
  }

  private oid(oid: string, option: string | undefined): string {
    if (option === undefined) return oid
    const digits = /^short=(\d+)$/.exec(option)
    return abbreviate(this.repo, oid, digits ? Number(digits[1]) : 'auto')
  }

  private shortened(name: string, option: string | undefined): string {
    if (option === undefined) return name
    if (option === 'short')
      return shortenRef(this.repo, name, this.repo.config.getBool('core.warnambiguousrefs') ?? true)
    const [kind, count] = splitOnce(option, '=')
    const parts = name.split('/')
    const wanted = Number(count)
    const dropped = wanted < 0 ? Math.max(0, parts.length + wanted) : wanted
    const kept =
      kind === 'rstrip' ? parts.slice(0, Math.max(0, parts.length - dropped)) : parts.slice(dropped)
    return kept.join('/')
  }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** The subject is the first paragraph in one line; the body is what follows the blank line. */
function messageField(message: string, name: string, option: string | undefined): string | undefined {
  const isPart = name === 'contents' && option !== undefined
  const part = isPart ? option : name
  if (part === 'contents') return message
  if (part !== 'subject' && part !== 'body') return undefined
  const text = message.replace(/^\n+/, '')
  const end = text.search(/\n\s*\n/)
  if (part === 'subject') return (end < 0 ? text : text.slice(0, end)).trimEnd().replace(/\n/g, ' ')
  return end < 0
    ? ''
    : text
        .slice(end)
        .replace(/^\s*\n/, '')
        .replace(/^\n+/, '')
}

/** `author`, `taggername`, `creatoremail:trim` and their like. */
function identField(object: Commit | Tag, name: string, option: string | undefined): string {
  const match = /^(author|committer|tagger|creator)(name|email|date)?$/.exec(name)
  if (!match) return ''
  const [, role, part] = match
  const header = role === 'creator' ? ('tree' in object ? 'committer' : 'tagger') : role
  const value = object.headers.find((candidate) => candidate.name === header)?.value
  if (!value) return ''
  if (part === undefined) return Buffer.from(value).toString('utf8')
  return identPart(parseIdent(value), Buffer.from(value).toString('utf8'), part, option)
}

function identPart(ident: Ident, line: string, part: string, option: string | undefined): string {
  if (part === 'name') return ident.nameText
  const [, email = '', date = ''] = /<([^>]*)>\s*(.*)$/.exec(line) ?? []
  if (part === 'date') return option === 'unix' ? (date.split(' ')[0] ?? '') : date
  if (option === 'trim') return email
  return option === 'localpart' ? email.replace(/@.*$/, '') : `<${email}>`
}
