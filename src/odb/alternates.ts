/**
 * The objects directories that a repository borrows from: `info/alternates` of its own, and of theirs.
 *
 * Format: gitrepository-layout, "objects/info/alternates": a path a line; lines that begin with `#` are comments; a
 * path in double quotes is unquoted as C does; relative paths count from the objects directory that names them.
 */
import { readFileSync, realpathSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { folder, regularFile } from './file-stat.js'

/** Git follows alternates of alternates this far (git: odb.c). */
const DEPTH_MAX = 5
/** A file of alternates is a handful of lines; what is larger is something else. */
const FILE_SIZE_MAX = 1024 * 1024
/** Lines in all files together that are looked at: every one costs a look at the file system. */
const LINES_MAX = 100_000
/** Directories in all: each is looked into for whatever is found nowhere else. */
const DIRECTORIES_MAX = 1000

export interface AlternatesOptions {
  /** Objects directories to look in besides: what `GIT_ALTERNATE_OBJECT_DIRECTORIES` names. */
  readonly extra: readonly string[]
  /** Whether a directory named by a file may be followed. */
  readonly mayFollow: (path: string) => boolean
  /** Told of what is left out, and why. */
  readonly onIgnored: (detail: string) => void
}

/** `directory` itself first, then every objects directory that it borrows from, by its real path, each once. */
export function objectDirectories(directory: string, options: AlternatesOptions): string[] {
  const found: string[] = []
  const known = new Set<string>()
  let lines = 0
  // The next one last.
  const pending: { path: string; depth: number; isOwn: boolean }[] = [
    ...options.extra.map((path) => ({ path: resolve(path), depth: 1, isOwn: true })).reverse(),
    { path: directory, depth: 0, isOwn: true },
  ]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { path, depth, isOwn } = next
    if (++lines > LINES_MAX || pending.length > 2 * LINES_MAX) {
      options.onIgnored(`${directory}: more than ${LINES_MAX} lines of alternates`)
      break
    }
    const real = realDirectory(path)
    if (real === undefined) {
      options.onIgnored(`object directory ${path} does not exist`)
      continue
    }
    if (known.has(real)) continue
    if (!isOwn && !options.mayFollow(real)) {
      options.onIgnored(`object directory ${path} is not to be followed`)
      continue
    }
    if (found.length === DIRECTORIES_MAX) {
      options.onIgnored(`${path}: more than ${DIRECTORIES_MAX} object directories`)
      break
    }
    known.add(real)
    found.push(depth === 0 ? path : real)
    const alternates = readAlternates(real, options.onIgnored)
    if (depth > DEPTH_MAX && alternates.length > 0) {
      options.onIgnored(`${path}: alternate object stores nest too deep`)
      continue
    }
    // Depth first, as git: what a directory borrows from is searched before what comes behind it.
    const borrowed = alternates
      .slice(0, LINES_MAX)
      .map((alternate) => ({ path: alternate, depth: depth + 1, isOwn: false }))
    // Only the first directory's own come after what the environment names.
    if (depth === 0) pending.unshift(...borrowed.reverse())
    else pending.push(...borrowed.reverse())
  }
  return found
}

function realDirectory(path: string): string | undefined {
  // The system's own way: the other one takes `..` behind a link for the folder that the link is in.
  return folder(path) ? realpathSync.native(path) : undefined
}

/** The paths that a directory's own file names, absolute, in order. */
function readAlternates(directory: string, onIgnored: (detail: string) => void): string[] {
  const file = join(directory, 'info', 'alternates')
  const size = regularFile(file)?.size ?? 0
  if (size > FILE_SIZE_MAX) onIgnored(`${file}: more than ${FILE_SIZE_MAX} bytes`)
  if (size === 0 || size > FILE_SIZE_MAX) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => (line.startsWith('"') ? unquote(line) : line))
    .map((path) => (isAbsolute(path) ? path : `${directory}/${path}`))
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** A path in double quotes without them (git: quote.c); what is no such thing comes back as it is. */
function unquote(line: string): string {
  const match = /^"((?:[^"\\]|\\[abfnrtv"\\]|\\[0-3][0-7]{2})*)"/.exec(line)
  if (!match) return line
  const bytes = match[1]!.replace(/\\(?:([0-3][0-7]{2})|(.))/g, (_all, octal?: string, letter?: string) =>
    octal === undefined ? (ESCAPES[letter!] ?? letter!) : String.fromCharCode(Number.parseInt(octal, 8)),
  )
  // Octal escapes are bytes of UTF-8.
  const isLatin = Array.from(bytes).every((character) => character.charCodeAt(0) <= 0xff)
  return isLatin ? Buffer.from(bytes, 'latin1').toString() : bytes
}
