/**
 * The mailmap: which name and address to show for which (gitmailmap(5)).
 *
 * A line is `[proper name] <proper or known address> [[known name] <known address>]`. Everything is bytes, carried one
 * in a unit; names and addresses compare without regard to the case of ASCII letters.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { PackmapError } from '../base/errors.js'
import { resolvePath } from '../base/resolve-path.js'
import { trimEnd } from '../base/trim-end.js'
import type { GitObject } from '../object/git-object.js'
import { bytesToRaw } from '../object/raw-text.js'
import type { Config } from './config/config.js'

/** What is asked of a repository. */
interface MailmapPlaces {
  readonly config: Config
  readonly workTree: string | undefined
  readonly gitDir: string
  readonly isBare: boolean
  readBlob(revision: string): Uint8Array
}

/** A name and an address, one unit a byte. */
export interface Identity {
  readonly name: string
  readonly email: string
}

interface Proper {
  name: string | undefined
  email: string | undefined
}

interface Mapping {
  /** For every name at the address. */
  readonly simple: Proper
  /** For one name at the address. */
  readonly byName: Map<string, Proper>
}

const IDENT_HEADERS = ['author ', 'committer ', 'tagger ']
const WHITE_SPACE = ' \t\r\n'

export class Mailmap {
  readonly #mappings = new Map<string, Mapping>()

  /** The mailmaps of a repository: `.mailmap` of the work tree, then `mailmap.blob`, then `mailmap.file`; later ones win. */
  static read(repo: MailmapPlaces): Mailmap {
    const mailmap = new Mailmap()
    const blob = repo.config.get('mailmap.blob') ?? (repo.isBare ? 'HEAD:.mailmap' : undefined)
    const file = repo.config.get('mailmap.file')
    // A symbolic link could lead out of the repository; git does not follow it either.
    if (repo.workTree !== undefined) mailmap.addFile(join(repo.workTree, '.mailmap'), constants.O_NOFOLLOW)
    if (blob !== undefined) mailmap.addBlob(repo, blob)
    if (file !== undefined) mailmap.addFile(placeOf(file, repo))
    return mailmap
  }

  get isEmpty(): boolean {
    return this.#mappings.size === 0
  }

  /** The proper name and address, each as it is where nothing is said of it. */
  map(identity: Identity): Identity {
    if (this.isEmpty) return identity
    const mapping = this.#mappings.get(lower(identity.email))
    const proper = mapping && (mapping.byName.get(lower(identity.name)) ?? mapping.simple)
    if (!proper) return identity
    return { name: proper.name ?? identity.name, email: proper.email ?? identity.email }
  }

  /** A commit or tag with the proper people in its headers; what is something else stays the same. */
  readonly rewrite = (object: GitObject): GitObject => {
    if (this.isEmpty || (object.type !== 'commit' && object.type !== 'tag')) return object
    const data = Buffer.from(this.#rewriteHeaders(bytesToRaw(object.data)), 'latin1')
    return { oid: object.oid, type: object.type, size: data.length, data }
  }

  /** @param flags Of open(2), beside those for reading. */
  addFile(path: string, flags = 0): void {
    this.addLines(readText(path, flags))
  }

  addBlob(repo: MailmapPlaces, revision: string): void {
    this.addLines(readBlobText(repo, revision))
  }

  /** @param text One unit a byte. */
  addLines(text: string): void {
    for (const line of text.split('\n')) this.#addLine(line)
  }

  #addLine(line: string): void {
    if (line.startsWith('#')) return
    const first = personAt(line, 0)
    if (!first || first.email === '') return
    const second = personAt(line, first.end)
    const { name, email } = first
    if (second) this.#add({ name, email }, second.email, second.name)
    else this.#add({ name, email: undefined }, email, undefined)
  }

  #add(proper: Proper, email: string, name: string | undefined): void {
    const key = lower(email)
    let mapping = this.#mappings.get(key)
    if (!mapping) {
      mapping = { simple: { name: undefined, email: undefined }, byName: new Map() }
      this.#mappings.set(key, mapping)
    }
    if (name !== undefined) {
      mapping.byName.set(lower(name), proper)
      return
    }
    mapping.simple.name = proper.name ?? mapping.simple.name
    mapping.simple.email = proper.email ?? mapping.simple.email
  }

  /** The headers with mapped idents; the message behind them is not touched. */
  #rewriteHeaders(text: string): string {
    const end = text.indexOf('\n\n')
    const headers = end < 0 ? text : text.slice(0, end)
    const rewritten = headers.split('\n').map((line) => {
      const header = IDENT_HEADERS.find((prefix) => line.startsWith(prefix))
      return header === undefined ? line : header + this.#rewriteIdent(line.slice(header.length))
    })
    return rewritten.join('\n') + (end < 0 ? '' : text.slice(end))
  }

  #rewriteIdent(ident: string): string {
    const match = /^([^<]*)<([^>]*)>/.exec(ident)
    if (!match) return ident
    const known = { name: trimEnd(match[1]!, ' \t\r\v\f'), email: match[2]! }
    const proper = this.map(known)
    if (proper.name === known.name && proper.email === known.email) return ident
    return `${proper.name} <${proper.email}>${ident.slice(match[0].length)}`
  }
}

/** A name, if any, and an address in angle brackets, from `at` on; undefined: there is no address. */
function personAt(
  line: string,
  at: number,
): { name: string | undefined; email: string; end: number } | undefined {
  const open = line.indexOf('<', at)
  const close = open < 0 ? -1 : line.indexOf('>', open + 1)
  if (close < 0) return undefined
  let begin = at
  while (begin < open && WHITE_SPACE.includes(line[begin]!)) begin++
  const name = trimEnd(line.slice(begin, open), WHITE_SPACE)
  return { name: name === '' ? undefined : name, email: line.slice(open + 1, close), end: close + 1 }
}

function placeOf(path: string, { workTree, gitDir }: MailmapPlaces): string {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2))
  return resolvePath(workTree ?? gitDir, path)
}

function readText(path: string, flags: number): string {
  let fd: number
  try {
    // Without blocking: nobody may ever write to a FIFO of that name.
    fd = openSync(path, constants.O_RDONLY + flags + ((constants.O_NONBLOCK as number | undefined) ?? 0))
  } catch {
    return ''
  }
  try {
    return fstatSync(fd).isFile() ? readFileSync(fd, 'latin1') : ''
  } finally {
    closeSync(fd)
  }
}

function readBlobText(repo: MailmapPlaces, revision: string): string {
  try {
    return bytesToRaw(repo.readBlob(revision))
  } catch (error) {
    if (error instanceof PackmapError) return ''
    throw error
  }
}

function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
