/**
 * What may be wrong with a commit, a tag or a tree though it can be read: the rules of git-fsck(1) that look at one
 * object alone, with git's names and words for them.
 *
 * Not among them: what stands in a `.gitmodules` or `.gitattributes` file.
 */
import type { HashAlgorithm } from './hash-algorithm.js'
import type { ObjectType } from './object-type.js'
import { isDotGit } from './safe-path.js'

export interface FsckFault {
  /** Git's name of the rule: `missingAuthor`. */
  readonly id: string
  readonly text: string
  /** Whether git, where it is strict, refuses the object for it; else it warns. */
  readonly isError: boolean
}

/** Rules that old objects of honest origin break: git warns of them. */
const TOLERATED: ReadonlySet<string> = new Set(['badFilemode', 'badTagName', 'missingTaggerEntry'])

/** The faults of an object, in the order in which git names them; a broken header ends the look. */
export function fsckObject(
  type: ObjectType,
  data: Uint8Array,
  algorithm: HashAlgorithm,
): readonly FsckFault[] {
  const faults: FsckFault[] = []
  const report: Report = (id, text) => {
    faults.push({ id, text, isError: !TOLERATED.has(id) })
    return false
  }
  if (type === 'tree') checkTree(data, algorithm, report)
  else if (type !== 'blob') checkHeaders(type, data, algorithm, report)
  return faults
}

/** Adds a fault, and gives the answer to whether nothing is wrong. */
type Report = (id: string, text: string) => false

function checkHeaders(
  type: 'commit' | 'tag',
  data: Uint8Array,
  algorithm: HashAlgorithm,
  report: Report,
): boolean {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1')
  const blank = text.indexOf('\n\n')
  const head = blank === -1 ? text : text.slice(0, blank + 1)
  const nul = head.indexOf('\0')
  if (nul !== -1) return report('nulInHeader', `unterminated header: NUL at offset ${nul}`)
  if (!head.endsWith('\n')) return report('unterminatedHeader', 'unterminated header')
  const lines = head.split('\n').slice(0, -1)
  if (type === 'commit') {
    if (!checkCommit(lines, algorithm, report)) return false
    return !text.includes('\0') || report('nulInCommit', 'NUL byte in the commit object body')
  }
  return checkTag(lines, algorithm, report)
}

/** @returns Whether nothing is wrong. */
function checkCommit(lines: string[], { hexSize }: HashAlgorithm, report: Report): boolean {
  const tree = takeLine(lines, 'tree ')
  if (tree === undefined) return report('missingTree', "invalid format - expected 'tree' line")
  if (!isHex(tree, hexSize)) return report('badTreeSha1', "invalid 'tree' line format - bad sha1")
  for (let parent = takeLine(lines, 'parent '); parent !== undefined; parent = takeLine(lines, 'parent ')) {
    if (!isHex(parent, hexSize)) return report('badParentSha1', "invalid 'parent' line format - bad sha1")
  }
  let authors = 0
  for (let author = takeLine(lines, 'author '); author !== undefined; author = takeLine(lines, 'author ')) {
    authors++
    if (!checkIdent(author, report)) return false
  }
  if (authors === 0) return report('missingAuthor', "invalid format - expected 'author' line")
  if (authors > 1) return report('multipleAuthors', "invalid format - multiple 'author' lines")
  const committer = takeLine(lines, 'committer ')
  if (committer === undefined) return report('missingCommitter', "invalid format - expected 'committer' line")
  return checkIdent(committer, report)
}

const TYPES = /^(?:commit|tree|blob|tag)$/
/** What git-check-ref-format(1) forbids in the name of a tag. */
const BAD_TAG_NAME =
  // eslint-disable-next-line no-control-regex -- control characters are among what is forbidden
  /^$|^\.|\/\.|\.\.|[\x00-\x20\x7f~^:?*[\\]|@\{|\/\/|^\/|\/$|\.$|\.lock(?:\/|$)/

/** @returns Whether nothing is wrong. */
function checkTag(lines: string[], { hexSize }: HashAlgorithm, report: Report): boolean {
  const object = takeLine(lines, 'object ')
  if (object === undefined) return report('missingObject', "invalid format - expected 'object' line")
  if (!isHex(object, hexSize)) return report('badObjectSha1', "invalid 'object' line format - bad sha1")
  const type = takeLine(lines, 'type ')
  if (type === undefined) return report('missingTypeEntry', "invalid format - expected 'type' line")
  if (!TYPES.test(type)) return report('badType', "invalid 'type' value")
  const name = takeLine(lines, 'tag ')
  if (name === undefined) return report('missingTagEntry', "invalid format - expected 'tag' line")
  const isNamedWell = !BAD_TAG_NAME.test(name) || report('badTagName', `invalid 'tag' name: ${name}`)
  const tagger = takeLine(lines, 'tagger ')
  if (tagger === undefined) return report('missingTaggerEntry', "invalid format - expected 'tagger' line")
  return checkIdent(tagger, report) && isNamedWell
}

/** Takes the first line if it begins with `key`, and gives what follows. */
function takeLine(lines: string[], key: string): string | undefined {
  return lines[0]?.startsWith(key) ? lines.shift()!.slice(key.length) : undefined
}

function isHex(text: string, length: number): boolean {
  return text.length === length && /^[0-9a-fA-F]*$/.test(text)
}

/** Name, address, date and time zone: what each part must look like, in the order in which git looks. */
const IDENT_RULES: readonly (readonly [id: string, text: string, isRight: RegExp])[] = [
  ['missingNameBeforeEmail', 'missing space before email', /^[^<]|^$/],
  ['badName', 'bad name', /^[^<>]*(?:<|$)/],
  ['missingEmail', 'missing email', /^[^<>]*</],
  ['missingSpaceBeforeEmail', 'missing space before email', /^[^<>]* </],
  ['badEmail', 'bad email', /^[^<>]*<[^<>]*>/],
  ['missingSpaceBeforeDate', 'missing space before date', /^[^<>]*<[^<>]*> /],
  ['zeroPaddedDate', 'zero-padded date', /^[^<>]*<[^<>]*> (?:0 |[^0]|$)/],
  ['badDateOverflow', 'date causes integer overflow', /^[^<>]*<[^<>]*> (?!\s*[+-]?\d{20})/],
  ['badDate', 'bad date', /^[^<>]*<[^<>]*> \s*[+-]?\d+ /],
  ['badTimezone', 'bad time zone', /^[^<>]*<[^<>]*> \s*[+-]?\d+ [+-]\d{4}$/],
]

/** @returns Whether nothing is wrong. */
function checkIdent(ident: string, report: Report): boolean {
  const broken = IDENT_RULES.find(([, , isRight]) => !isRight.test(ident))
  if (broken) report(broken[0], `invalid author/committer line - ${broken[1]}`)
  return !broken
}

const MODES: ReadonlySet<string> = new Set(['100644', '100755', '120000', '40000', '160000'])

function checkTree(data: Uint8Array, { size }: HashAlgorithm, report: Report): boolean {
  const found = new Set<string>()
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const names = new Set<string>()
  let previous = Buffer.alloc(0)
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at)
    const nul = space === -1 ? -1 : bytes.indexOf(0, space)
    const mode = bytes.toString('latin1', at, Math.max(at, space))
    if (nul === -1 || nul + 1 + size > bytes.length || !/^[0-7]+$/.test(mode)) {
      return report('badTree', 'cannot be parsed as a tree')
    }
    const name = bytes.toString('latin1', space + 1, nul)
    const oid = bytes.subarray(nul + 1, nul + 1 + size)
    if (oid.every((byte) => byte === 0)) found.add('nullSha1')
    if (name.includes('/')) found.add('fullPathname')
    if (name === '') found.add('emptyName')
    if (name === '.') found.add('hasDot')
    if (name === '..') found.add('hasDotdot')
    if (isDotGit(bytes.toString('utf8', space + 1, nul))) found.add('hasDotgit')
    if (mode.startsWith('0')) found.add('zeroPaddedFilemode')
    if (!MODES.has(mode.replace(/^0+/, ''))) found.add('badFilemode')
    if (names.has(name)) found.add('duplicateEntries')
    names.add(name)
    // A folder is sorted as if its name ended with a slash.
    const sortedBy = Buffer.from(/^0*40000$/.test(mode) ? `${name}/` : name, 'latin1')
    if (previous.compare(sortedBy) > 0) found.add('treeNotSorted')
    previous = sortedBy
    at = nul + 1 + size
  }
  for (const [id, text] of TREE_RULES) if (found.has(id)) report(id, text)
  return found.size === 0
}

/** In the order in which git names them. */
const TREE_RULES: readonly (readonly [id: string, text: string])[] = [
  ['nullSha1', 'contains entries pointing to null sha1'],
  ['fullPathname', 'contains full pathnames'],
  ['emptyName', 'contains empty pathname'],
  ['hasDot', "contains '.'"],
  ['hasDotdot', "contains '..'"],
  ['hasDotgit', "contains '.git'"],
  ['zeroPaddedFilemode', 'contains zero-padded file modes'],
  ['badFilemode', 'contains bad file modes'],
  ['duplicateEntries', 'contains duplicate file entries'],
  ['treeNotSorted', 'not properly sorted'],
]
