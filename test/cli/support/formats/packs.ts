/** Packs and their indexes in every form. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { git, gitText, initRepository } from '../../../support/git.js'
import { blobEntry, writePack } from '../../../support/pack-builder.js'
import { c } from '../../cases/case.js'
import { WITHOUT_MISSING } from '../../cases/formats.js'
import { type Formats, packFiles } from './base.js'

export function addPackFormats(formats: Formats): void {
  formats.variant('pack index of version 1', (path) => {
    reindex(path, '--index-version=1')
  })
  formats.variant('64-bit offsets in the index', (path) => {
    reindex(path, '--index-version=2,0x40')
  })
  formats.variant('a .rev file', (path) => {
    reindex(path, '--rev-index')
  })
  formats.variant('a .rev file of another pack', (path) => {
    reindex(path, '--rev-index')
    const [rev] = packFiles(path, '.rev')
    const bytes = readFileSync(rev!).reverse()
    replace(rev!, bytes)
  })
  formats.variant('ref-deltas', (path) => {
    git(path, ['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq', '--depth=20'])
  })
  formats.variant('pack header of version 3', makeVersion3)
  formats.variant('no compression', (path) => {
    git(path, ['-c', 'pack.compression=0', 'repack', '-adFq'])
  })
  formats.variant('loose objects, some of them packed too', (path) => {
    const all = git(path, ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)']).toString()
    const [pack] = packFiles(path, '.pack')
    const bytes = readFileSync(pack!)
    for (const file of packFiles(path, '')) rmSync(file)
    git(path, ['unpack-objects', '-q'], bytes)
    const some = all.split('\n').filter((_, at) => at % 3 === 0)
    git(path, ['pack-objects', '-q', '.git/objects/pack/pack'], some.join('\n'))
  })
  formats.variant('loose objects that are not compressed', (path) => {
    git(path, ['config', 'core.looseCompression', '0'])
    commitFile(path, 'stored')
  })
  formats.variant('a .keep file', (path) => {
    const [pack] = packFiles(path, '.pack')
    writeFileSync(pack!.replace(/pack$/, 'keep'), 'for a reason\n')
  })
  formats.variant('a cruft pack', (path) => {
    git(path, ['hash-object', '-w', '--stdin'], 'nobody refers to this')
    git(path, ['repack', '-dq', '--cruft', '--cruft-expiration=never'])
  })
  formats.variant('files in the pack folder that do not belong there', (path) => {
    for (const name of ['x', 'tmp_pack_1', 'pack-1.idx', 'pack-2.pack', 'pack-3.keep', 'pack-4.bitmap']) {
      writeFileSync(join(path, '.git/objects/pack', name), name)
    }
    mkdirSync(join(path, '.git/objects/ab'), { recursive: true })
    writeFileSync(join(path, '.git/objects/ab/garbage'), 'g')
  })
  addMultiPackIndexes(formats)
  addPartialClone(formats)
  addManyPacks(formats)
  addLargePack(formats)
}

function addMultiPackIndexes(formats: Formats): void {
  formats.variant('a multi-pack-index', (path) => {
    splitPacks(path)
    git(path, ['multi-pack-index', 'write'])
  })
  formats.variant('a multi-pack-index with bitmap and reverse index', (path) => {
    splitPacks(path)
    git(path, ['multi-pack-index', 'write', '--bitmap'])
  })
  formats.variant('a multi-pack-index, a pack beside it and loose objects', (path) => {
    splitPacks(path)
    git(path, ['multi-pack-index', 'write'])
    commitFile(path, 'packed')
    git(path, ['repack', '-dq'])
    commitFile(path, 'loose')
  })
  formats.variant('a multi-pack-index that is not used', (path) => {
    splitPacks(path)
    git(path, ['multi-pack-index', 'write'])
    git(path, ['config', 'core.multiPackIndex', 'false'])
  })
  formats.variant('commit-graph and bitmap', (path) => {
    git(path, ['repack', '-adbq'])
    git(path, ['commit-graph', 'write', '--reachable', '--changed-paths'])
  })
}

/** What is not there was promised; git would go and fetch it, so nobody asks for it. */
function addPartialClone(formats: Formats): void {
  const path = formats.path('partial')
  git(formats.base, ['config', 'uploadpack.allowFilter', 'true'])
  git(formats.root, ['clone', '-q', '--no-checkout', '--filter=blob:none', `file://${formats.base}`, path])
  git(path, ['remote', 'set-url', 'origin', formats.path('gone')])
  const cases = [
    ...WITHOUT_MISSING,
    { line: 'rev-list --objects --all --missing=print', isUnordered: true },
    c('rev-list --objects --all --missing=allow-any'),
    c('ls-tree -r HEAD'),
  ]
  formats.add({ name: 'a partial clone', cwd: path, cases })
}

/** More packs than a process may have files open, by some systems' defaults. */
function addManyPacks(formats: Formats): void {
  const path = initRepository(formats.path('many'))
  const commits = Array.from(
    { length: 300 },
    (_, at) =>
      `commit refs/heads/main\ncommitter C <c@example.com> ${at} +0000\ndata 1\nx\nM 100644 inline f\ndata 3\n${at + 100}\n\ncheckpoint\n\n`,
  )
  git(path, ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet'], commits.join(''))
  // Which of two packs is looked in first depends on their times.
  for (const file of packFiles(path, '')) utimesSync(file, 1e9, 1e9)
  formats.add({ name: '300 packs', cwd: path })
}

/** Holes in a file take no room. */
function addLargePack(formats: Formats): void {
  const path = initRepository(formats.path('large'))
  const GIB = 2 ** 30
  const offsets = [12, 2 * GIB - 10, 2 * GIB + 500, 4 * GIB - 30, 4 * GIB + 901, 5 * GIB, 9 * GIB + 77]
  const entries = offsets.map((offset) => blobEntry(offset, `the blob at ${offset} `.repeat(10)))
  writePack(join(path, '.git/objects/pack/pack-large'), entries)
  const cases = [
    c('cat-file --batch --batch-all-objects'),
    c('cat-file --batch --batch-all-objects --unordered'),
    c(`cat-file '--batch-check=%(objectname) %(objectsize:disk)' --batch-all-objects`),
    c('count-objects -v'),
    ...entries.map(({ oid }) => c(`cat-file -p ${oid}`)),
  ]
  formats.add({ name: 'a pack beyond 4 GiB', cwd: path, cases })
}

function replace(path: string, content: Uint8Array): void {
  rmSync(path)
  writeFileSync(path, content)
}

function reindex(path: string, option: string): void {
  const [pack] = packFiles(path, '.pack')
  for (const file of packFiles(path, '.idx')) rmSync(file)
  git(path, ['index-pack', option, pack!])
}

/** Nothing but the number differs from version 2. */
function makeVersion3(path: string): void {
  const [pack] = packFiles(path, '.pack')
  const body = readFileSync(pack!).subarray(0, -20)
  body[7] = 3
  replace(pack!, Buffer.concat([body, createHash('sha1').update(body).digest()]))
  reindex(path, '--no-rev-index')
}

/** Three packs that share nothing. */
function splitPacks(path: string): void {
  const all = gitText(path, ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)']).split('\n')
  const old = packFiles(path, '')
  for (const part of [0, 1, 2]) {
    const some = all.filter((_, at) => at % 3 === part)
    git(path, ['pack-objects', '-q', '.git/objects/pack/pack'], some.join('\n'))
  }
  for (const file of old) rmSync(file)
}

/** One more commit on `main`, of a tree with one more file, as loose objects. */
export function commitFile(path: string, name: string): void {
  const blob = gitText(path, ['hash-object', '-w', '--stdin'], `${name}\n`)
  const entries = gitText(path, ['ls-tree', 'HEAD'])
  const tree = gitText(path, ['mktree'], `${entries}\n100644 blob ${blob}\t${name}\n`)
  git(path, ['update-ref', 'HEAD', gitText(path, ['commit-tree', '-p', 'HEAD', '-m', name, tree])])
}
