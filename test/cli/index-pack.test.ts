import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, gitText, initRepository, run, scratchFolder } from '../support/git.js'
import { makeHistory } from '../support/repositories.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()
const source = makeHistory(join(root, 'source'), { commits: 40, seed: 11 })
git(source, ['repack', '-adfq', '--depth=50'])
const packFolder = join(source, '.git/objects/pack')
const stem = join(
  packFolder,
  readdirSync(packFolder).find((name) => name.endsWith('.pack'))!,
).slice(0, -5)
const pack = readFileSync(`${stem}.pack`)
/** No more than a pipe takes: git does not read what it refuses, and a writer would be told so by EPIPE. */
const start = pack.subarray(0, 3000)
const thin = git(source, ['pack-objects', '--revs', '--thin', '--stdout', '-q'], 'HEAD~8..HEAD\n')
const fuller = git(source, ['pack-objects', '--revs', '--stdout', '-q'], 'HEAD~8\n')
let cases = 0

beforeAll(() => {
  expect(thin.length).toBeLessThan(fuller.length)
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

/** Every file below a folder with its content, but not the names that differ by chance. */
function filesBelow(folder: string): Map<string, string> {
  const files = new Map<string, string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || entry.name.startsWith('tmp_')) continue
    files.set(path.slice(folder.length), readFileSync(path).toString('base64'))
  }
  return files
}

interface Case {
  readonly args: readonly string[]
  readonly input?: Uint8Array
  /** Makes what the command finds; given the folder it runs in, which is a repository if this makes it one. */
  readonly prepare?: (folder: string) => void
}

const bare = (folder: string): void => void initRepository(folder, '--bare')
const withBase = (folder: string): void => {
  bare(folder)
  git(folder, ['index-pack', '--stdin'], fuller)
}
const withPack = (folder: string): void => {
  writeFileSync(join(folder, 'a.pack'), pack)
}
const withIndex = (folder: string): void => {
  withPack(folder)
  git(folder, ['index-pack', '--rev-index', 'a.pack'])
}
/** Both files, and one byte of one of them changed. */
const withDamage =
  (file: string, at: number) =>
  (folder: string): void => {
    withIndex(folder)
    const bytes = readFileSync(join(folder, file))
    bytes[at < 0 ? bytes.length + at : at]! ^= 0x55
    rmSync(join(folder, file))
    writeFileSync(join(folder, file), bytes)
  }

const CASES: Record<string, Case> = {
  'a pack': { args: ['a.pack'], prepare: withPack },
  'a pack in place of the index that is there': { args: ['a.pack'], prepare: withIndex },
  'a pack, by three threads': { args: ['--threads=3', 'a.pack'], prepare: withPack },
  '--stdin, by three threads': { args: ['--threads=3', '--stdin'], prepare: bare, input: pack },
  '--threads with no number': { args: ['--threads=many', 'a.pack'], prepare: withPack },
  '-o': { args: ['-o', 'b.idx', 'a.pack'], prepare: withPack },
  '-o and --rev-index': { args: ['--rev-index', '-o', 'b.idx', 'a.pack'], prepare: withPack },
  '-o without .idx and --rev-index': { args: ['--rev-index', '-o', 'b', 'a.pack'], prepare: withPack },
  '-o without .idx': { args: ['-o', 'b', 'a.pack'], prepare: withPack },
  '--no-rev-index after --rev-index': {
    args: ['--rev-index', '--no-rev-index', 'a.pack'],
    prepare: withPack,
  },
  'pack.writeReverseIndex': {
    args: ['a.pack'],
    prepare: (folder) => {
      bare(folder)
      git(folder, ['config', 'pack.writeReverseIndex', 'true'])
      withPack(folder)
    },
  },
  'pack.indexVersion': {
    args: ['a.pack'],
    prepare: (folder) => {
      bare(folder)
      git(folder, ['config', 'pack.indexVersion', '1'])
      withPack(folder)
    },
  },
  'pack.indexVersion beyond what there is': {
    args: ['a.pack'],
    prepare: (folder) => {
      bare(folder)
      git(folder, ['config', 'pack.indexVersion', '3'])
      withPack(folder)
    },
  },
  '--index-version=1': { args: ['--index-version=1', 'a.pack'], prepare: withPack },
  '--index-version=2,0x4000': { args: ['--index-version=2,0x4000', 'a.pack'], prepare: withPack },
  '--index-version=2,1234': { args: ['--index-version=2,1234', 'a.pack'], prepare: withPack },
  '--index-version=3': { args: ['--index-version=3', 'a.pack'], prepare: withPack },
  '--index-version=2,x': { args: ['--index-version=2,x', 'a.pack'], prepare: withPack },
  '--keep': { args: ['--keep', 'a.pack'], prepare: withPack },
  '--keep with a message': { args: ['--keep=because', 'a.pack'], prepare: withPack },
  '--promisor': { args: ['--promisor=them', 'a.pack'], prepare: withPack },
  'a pack of another name': {
    args: ['a.bin'],
    prepare: (folder) => {
      writeFileSync(join(folder, 'a.bin'), pack)
    },
  },
  'a pack of another name with -o': {
    args: ['-o', 'a.idx', 'a.bin'],
    prepare: (folder) => {
      writeFileSync(join(folder, 'a.bin'), pack)
    },
  },
  'a pack that is not there': { args: ['nothing.pack'] },
  'no pack': { args: [] },
  'two packs': { args: ['a.pack', 'b.pack'] },
  'an unknown option': { args: ['--unknown', 'a.pack'], prepare: withPack },
  '--object-format=sha256 for SHA-1': { args: ['--object-format=sha256', 'a.pack'], prepare: withPack },
  '--object-format=md5': { args: ['--object-format=md5', 'a.pack'], prepare: withPack },
  '--max-input-size': { args: ['--max-input-size=100', 'a.pack'], prepare: withPack },
  '--fix-thin without --stdin': { args: ['--fix-thin', 'a.pack'], prepare: withPack },
  '--stdin': { args: ['--stdin'], input: pack, prepare: bare },
  '--stdin and --rev-index': { args: ['--stdin', '--rev-index'], input: pack, prepare: bare },
  '--stdin into a file': { args: ['--stdin', 'b.pack'], input: pack, prepare: bare },
  '--stdin into a file that is there': {
    args: ['--stdin', 'a.pack'],
    input: start,
    prepare: (folder) => {
      bare(folder)
      withPack(folder)
    },
  },
  '--stdin into a file, -o': { args: ['--stdin', '-o', 'c.idx', 'b.pack'], input: pack, prepare: bare },
  '--stdin --keep': { args: ['--stdin', '--keep=why'], input: pack, prepare: bare },
  '--stdin outside of a repository': { args: ['--stdin'], input: start },
  '--stdin and --object-format': { args: ['--stdin', '--object-format=sha1'], input: start, prepare: bare },
  '--stdin of a pack that is there already': { args: ['--stdin'], input: fuller, prepare: withBase },
  '--stdin of a pack cut short': { args: ['--stdin'], input: pack.subarray(0, -7), prepare: bare },
  '--stdin of nothing': { args: ['--stdin'], input: new Uint8Array(0), prepare: bare },
  '--stdin beyond --max-input-size': {
    args: ['--stdin', '--max-input-size=1000'],
    input: start,
    prepare: bare,
  },
  '--stdin with --pack_header': {
    args: ['--stdin', `--pack_header=2,${pack.readUInt32BE(8)}`],
    input: pack.subarray(12),
    prepare: bare,
  },
  '--stdin of a thin pack': { args: ['--stdin'], input: thin, prepare: withBase },
  '--stdin --fix-thin of a pack that is not thin': {
    args: ['--stdin', '--fix-thin'],
    input: pack,
    prepare: bare,
  },
  '--stdin --fix-thin without the bases': { args: ['--stdin', '--fix-thin'], input: thin, prepare: bare },
  '--verify': { args: ['--verify', 'a.pack'], prepare: withIndex },
  '--verify-stat': { args: ['--verify-stat', 'a.pack'], prepare: withIndex },
  '--verify-stat-only': { args: ['--verify-stat-only', 'a.pack'], prepare: withIndex },
  '--verify and --rev-index': { args: ['--verify', '--rev-index', 'a.pack'], prepare: withIndex },
  '--verify of an index with small offsets in the table of large ones': {
    args: ['--verify', 'a.pack'],
    prepare: (folder) => {
      withPack(folder)
      git(folder, ['index-pack', '--index-version=2,0x1000', 'a.pack'])
    },
  },
  '--verify of an index of version 1': {
    args: ['--verify', 'a.pack'],
    prepare: (folder) => {
      withPack(folder)
      git(folder, ['index-pack', '--index-version=1', 'a.pack'])
    },
  },
  '--verify of an index without a pack beside it': {
    args: ['--verify', '-o', 'b.idx', 'a.pack'],
    prepare: (folder) => {
      withPack(folder)
      git(folder, ['index-pack', '-o', 'b.idx', 'a.pack'])
    },
  },
  '--verify without an index': { args: ['--verify', 'a.pack'], prepare: withPack },
  '--verify of a damaged index': { args: ['--verify', 'a.pack'], prepare: withDamage('a.idx', -50) },
  '--verify of a damaged reverse index': {
    args: ['--verify', '--rev-index', 'a.pack'],
    prepare: withDamage('a.rev', -50),
  },
  '--verify that does not look at a damaged reverse index': {
    args: ['--verify', 'a.pack'],
    prepare: withDamage('a.rev', -50),
  },
  '--verify-stat of a damaged pack': {
    args: ['--verify-stat', 'a.pack'],
    prepare: withDamage('a.pack', 2000),
  },
}

describe('index-pack does as git does with', () => {
  test.each(Object.entries(CASES))('%s', async (_, { args, input, prepare }) => {
    const base = join(root, `case-${cases++}`)
    const [theirs, ours] = ['git', 'packmap'].map((name) => join(base, name)) as [string, string]
    mkdirSync(theirs, { recursive: true })
    prepare?.(theirs)
    cpSync(theirs, ours, { recursive: true })
    const options = input === undefined ? {} : { input }
    const expected = run('git', ['index-pack', ...args], { cwd: theirs, ...options })
    const actual = await runPackmap(['index-pack', ...args], { cwd: ours, inputStep: 999, ...options })
    expect([actual.status, actual.stdout.toString()]).toEqual([expected.status, expected.stdout.toString()])
    // Of what fails git leaves the half of a pack behind.
    if (expected.status === 0) expect(filesBelow(ours)).toEqual(filesBelow(theirs))
    expect(actual.stderr.split('\n').length).toBeLessThanOrEqual(expected.status === 129 ? 4 : 2)
  })
})

describe('index-pack --fix-thin', () => {
  test('completes a thin pack so that git finds it whole, with the entries that git finds in its own', async () => {
    const [theirs, ours] = [join(root, 'thin-git'), join(root, 'thin-packmap')]
    withBase(initRepository(theirs, '--bare'))
    cpSync(theirs, ours, { recursive: true })
    const expected = run('git', ['index-pack', '--stdin', '--fix-thin'], { cwd: theirs, input: thin })
    const args = ['index-pack', '--stdin', '--fix-thin', '--rev-index']
    const actual = await runPackmap(args, { cwd: ours, input: thin })
    expect([expected.status, actual.status]).toEqual([0, 0])
    const packIn = (folder: string, line: Buffer): string =>
      join(folder, 'objects/pack', `pack-${line.toString().trim().split('\t')[1]!}`)
    const ourPack = packIn(ours, actual.stdout)
    expect(existsSync(`${ourPack}.rev`)).toBe(true)
    git(ours, ['index-pack', '--verify', '--rev-index', `${ourPack}.pack`])
    // Bases may be deflated to other lengths by another zlib: oid, type, size and depth are the same in any case.
    const entries = (folder: string, stemOfPack: string): string[] =>
      gitText(folder, ['verify-pack', '-v', `${stemOfPack}.idx`])
        .split('\n')
        .filter((line) => /^[0-9a-f]{40}/.test(line))
        .map((line) => line.replace(/^(\S+ \S+ +\d+) \d+ \d+/, '$1'))
    const found = entries(ours, ourPack)
    expect(found).toEqual(entries(theirs, packIn(theirs, expected.stdout)))
    expect(found.length).toBeGreaterThan(thin.readUInt32BE(8))
    git(ours, ['update-ref', 'refs/heads/main', gitText(source, ['rev-parse', 'HEAD'])])
    expect(run('git', ['fsck', '--strict'], { cwd: ours }).status).toBe(0)
  })

  test('does not complete a pack from a base that is damaged', async () => {
    const folder = join(root, 'damaged-base')
    withBase(initRepository(folder, '--bare'))
    const packs = join(folder, 'objects/pack')
    const path = join(
      packs,
      readdirSync(packs).find((name) => name.endsWith('.pack'))!,
    )
    const bytes = readFileSync(path)
    for (let at = 40; at < bytes.length - 20; at += 20) bytes[at]! ^= 1
    rmSync(path)
    writeFileSync(path, bytes)
    const { status } = await runPackmap(['index-pack', '--stdin', '--fix-thin'], { cwd: folder, input: thin })
    expect(status).toBe(128)
    expect(readdirSync(packs).filter((name) => name.startsWith('tmp_'))).toEqual([])
  })
})

test('index-pack finds an object that differs from the one in the repository', async () => {
  const folder = initRepository(join(root, 'collision'), '--bare')
  const oid = gitText(source, ['rev-parse', 'HEAD:README'])
  const other = git(folder, ['hash-object', '-w', '--stdin'], 'something else').toString().trim()
  const pathOf = (name: string): string => join(folder, 'objects', name.slice(0, 2), name.slice(2))
  mkdirSync(dirname(pathOf(oid)), { recursive: true })
  writeFileSync(pathOf(oid), readFileSync(pathOf(other)))
  const theirs = run('git', ['index-pack', '--stdin'], { cwd: folder, input: pack })
  const ours = await runPackmap(['index-pack', '--stdin'], { cwd: folder, input: pack })
  expect([ours.status, theirs.status]).toEqual([128, 128])
  expect(ours.stderr).toBe(`fatal: SHA1 COLLISION FOUND WITH ${oid} !\n`)
})

test('index-pack in a process of its own reads a pack from a file, and refuses what stands behind it', () => {
  const folder = initRepository(join(root, 'process'), '--bare')
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
  const file = join(root, 'junk.pack')
  const command = (): { status: number | null; stdout: string } => {
    const script = `exec "$0" --import tsx "$1" -C "$2" index-pack --stdin < "$3"`
    const args = ['-c', script, process.execPath, main, folder, file]
    return spawnSync('sh', args, {
      env: GIT_ENVIRONMENT,
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
    })
  }
  writeFileSync(file, Buffer.concat([pack, Buffer.from('junk')]))
  expect(command().status).toBe(128)
  writeFileSync(file, pack)
  const { status, stdout } = command()
  expect([status, stdout]).toEqual([0, `pack\t${pack.subarray(-20).toString('hex')}\n`])
})
