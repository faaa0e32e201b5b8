/**
 * The mailmap: which name and address to show for which (gitmailmap(5)), and its use on commits and tags.
 *
 * A line is `[proper name] <proper or known address> [[known name] <known address>]`. Everything is bytes, carried one
 * in a unit; names and addresses compare without regard to the case of ASCII letters.
 */
import { trimEnd } from '../base/trim-end.js'
import { constants, closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { resolvePath } from '../base/resolve-path.js'
import { PackmapError } from '../base/errors.js'
import type { GitObject } from '../object/git-object.js'
import type { Repository } from '../repo/repository.js'
import { bytesToRaw } from '../object/raw-text.js'

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

type Mailmap = Map<string, Mapping>

const IDENT_HEADERS = ['author ', 'committer ', 'tagger ']

/** Reads the repository's mailmaps; what is returned puts them into commits and tags. */
export function identRewriter(repo: Repository): (object: GitObject) => GitObject {
  const mailmap = readMailmaps(repo)
  return (object) => {
    if (mailmap.size === 0 || (object.type !== 'commit' && object.type !== 'tag')) return object
    const data = Buffer.from(rewriteHeaders(bytesToRaw(object.data), mailmap), 'latin1')
    return { oid: object.oid, type: object.type, size: data.length, data }
  }
}

/** `.mailmap` of the work tree, then `mailmap.blob`, then `mailmap.file`; later ones win. */
function readMailmaps(repo: Repository): Mailmap {
  const mailmap: Mailmap = new Map()
  const blob = repo.config.get('mailmap.blob') ?? (repo.isBare ? 'HEAD:.mailmap' : undefined)
  const file = repo.config.get('mailmap.file')
  if (repo.workTree !== undefined) {
    // A symbolic link could lead out of the repository; git does not follow it either.
    addLines(mailmap, readText(join(repo.workTree, '.mailmap'), constants.O_NOFOLLOW))
  }
  if (blob !== undefined) addLines(mailmap, readBlobText(repo, blob))
  if (file !== undefined) addLines(mailmap, readText(expandHome(file, repo), 0))
  return mailmap
}

function expandHome(path: string, repo: Repository): string {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2))
  return resolvePath(repo.workTree ?? repo.gitDir, path)
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

function readBlobText(repo: Repository, revision: string): string {
  try {
    return bytesToRaw(repo.readBlob(revision))
  } catch (error) {
    if (error instanceof PackmapError) return ''
    throw error
  }
}

function addLines(mailmap: Mailmap, text: string): void {
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) continue
    const first = /^([^<]*)<([^>]+)>/.exec(line)
    if (!first) continue
    const second = /^([^<]*)<([^>]*)>/.exec(line.slice(first[0].length))
    const [name, email] = [trimmed(first[1]!), first[2]!]
    if (second) addMapping(mailmap, { name, email }, second[2]!, trimmed(second[1]!))
    else addMapping(mailmap, { name, email: undefined }, email, undefined)
  }
}

function trimmed(name: string): string | undefined {
  return name.replace(/^[ \t\r\n\v\f]+|[ \t\r\n\v\f]+$/g, '') || undefined
}

function addMapping(mailmap: Mailmap, proper: Proper, email: string, name: string | undefined): void {
  const key = lower(email)
  let mapping = mailmap.get(key)
  if (!mapping)
    mailmap.set(key, (mapping = { simple: { name: undefined, email: undefined }, byName: new Map() }))
  if (name !== undefined) {
    mapping.byName.set(lower(name), proper)
    return
  }
  mapping.simple.name = proper.name ?? mapping.simple.name
  mapping.simple.email = proper.email ?? mapping.simple.email
}

function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** The headers with mapped idents; the message behind them is not touched. */
function rewriteHeaders(text: string, mailmap: Mailmap): string {
  const end = text.indexOf('\n\n')
  const headers = end < 0 ? text : text.slice(0, end)
  const rewritten = headers.split('\n').map((line) => {
    const header = IDENT_HEADERS.find((prefix) => line.startsWith(prefix))
    return header === undefined ? line : header + rewriteIdent(line.slice(header.length), mailmap)
  })
  return rewritten.join('\n') + (end < 0 ? '' : text.slice(end))
}

function rewriteIdent(ident: string, mailmap: Mailmap): string {
  const match = /^([^<]*)<([^>]*)>/.exec(ident)
  if (!match) return ident
  const name = trimEnd(match[1]!, ' \t\r\v\f')
  const mapping = mailmap.get(lower(match[2]!))
  const proper = mapping && (mapping.byName.get(lower(name)) ?? mapping.simple)
  if (!proper || (proper.name === undefined && proper.email === undefined)) return ident
  return `${proper.name ?? name} <${proper.email ?? match[2]!}>${ident.slice(match[0].length)}`
}
