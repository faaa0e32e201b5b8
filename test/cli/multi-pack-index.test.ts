/** `multi-pack-index verify` against git's, on files damaged in every field; and on formats that git 2.39 lacks. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, initRepository, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()
const NEWER = join(import.meta.dirname, '../../fixtures/newer-git')

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

/**
 * Three packs of one commit each, and a multi-pack-index.
 *
 * @param indexVersion With a second number, offsets from there on stand in the 64-bit tables of the indexes; the first
 *   of each is made one beyond 8 GiB, so that the multi-pack-index has such a table too.
 */
function makePacks(name: string, indexVersion: string): string {
  const path = initRepository(join(root, name), '--bare')
  for (let at = 0; at < 3; at++) {
    const stream = `commit refs/heads/b${at}\ncommitter C <c@example.com> ${at} +0000\ndata 2\n${at}\nM 100644 inline f${at}\ndata 2\n${at}\n\n`
    git(path, ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet'], stream)
  }
  for (const pack of packFiles(path, '.pack'))
    git(path, ['index-pack', `--index-version=${indexVersion}`, pack])
  if (indexVersion.includes(',')) for (const index of packFiles(path, '.idx')) makeOneLarge(index)
  git(path, ['multi-pack-index', 'write'])
  return path
}

/** The 64-bit table of an index begins behind header, fanout, and a row of oid, CRC-32 and offset for each object. */
function makeOneLarge(path: string): void {
  const index = readFileSync(path)
  const count = index.readUInt32BE(8 + 255 * 4)
  index[8 + 256 * 4 + count * 28 + 3] = 2
  rmSync(path)
  writeFileSync(path, index)
}

function packFiles(path: string, ending: string): string[] {
  const folder = join(path, 'objects/pack')
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))
}

const plain = makePacks('plain', '2')
const large = makePacks('large', '2,0x20')

async function verify(
  path: string,
  ...args: string[]
): Promise<{ ours: unknown; theirs: unknown; stderr: string }> {
  const line = ['multi-pack-index', 'verify', ...args]
  const theirs = run('git', line, { cwd: path })
  const ours = await runPackmap(line, { cwd: path, env: GIT_ENVIRONMENT })
  return {
    ours: [ours.status, ours.stdout.toString(), ours.stderr],
    theirs: [theirs.status, theirs.stdout.toString(), inNewerWords(theirs.stderr)],
    stderr: ours.stderr,
  }
}

/** Git before 2.43 has another sentence for one fault. */
function inNewerWords(text: string): string {
  return text.replace(/missing required (.*) chunk/, 'required $1 chunk missing or corrupted')
}

/** Where a chunk begins. */
function chunkAt(midx: Buffer, id: string): number {
  return Number(midx.readBigUInt64BE(midx.indexOf(id) + 4))
}

const DAMAGES: readonly (readonly [
  name: string,
  at: (midx: Buffer) => number,
  byte: number,
  said: string,
])[] = [
  ['signature', () => 0, 0, 'multi-pack-index signature 0x'],
  ['version', () => 4, 9, 'multi-pack-index version 9 not recognized'],
  ['oid version', () => 5, 3, 'multi-pack-index hash version 3 does not match version 1'],
  ['too few chunks', () => 6, 1, 'final chunk has non-zero id'],
  ['too many chunks', () => 6, 7, 'terminating chunk id appears earlier than expected'],
  ['no pack names', (midx) => midx.indexOf('PNAM'), 1, 'required pack-name chunk missing'],
  ['no fanout', (midx) => midx.indexOf('OIDF'), 1, 'required OID fanout chunk missing'],
  ['no oids', (midx) => midx.indexOf('OIDL'), 1, 'required OID lookup chunk missing'],
  ['no offsets', (midx) => midx.indexOf('OOFF'), 1, 'required object offsets chunk missing'],
  ['chunk offset', (midx) => midx.indexOf('OIDF') + 4, 1, 'improper chunk offset(s)'],
  ['order of pack names', (midx) => chunkAt(midx, 'PNAM') + 5, 0x7a, 'pack names out of order'],
  [
    'name of a pack',
    (midx) => midx.indexOf('.idx', chunkAt(midx, 'PNAM')) - 1,
    0x78,
    'failed to load pack in position 0',
  ],
  ['order of oids', (midx) => chunkAt(midx, 'OIDL') + 25, 0, 'incorrect checksum'],
  ['number of a pack', (midx) => chunkAt(midx, 'OOFF') + 3, 7, 'bad pack-int-id: 7 (3 total packs)'],
  ['offset', (midx) => chunkAt(midx, 'OOFF') + 7, 0x7f, 'incorrect object offset for oid[0]'],
  ['checksum', (midx) => midx.length - 1, 0, 'incorrect checksum'],
]

describe('multi-pack-index verify', () => {
  test.each([
    ['small offsets', plain],
    ['64-bit offsets', large],
  ])('is silent where nothing is wrong: %s', async (_, path) => {
    const { ours, theirs } = await verify(path)
    expect(ours).toEqual(theirs)
    expect(ours).toEqual([0, '', ''])
  })

  test.each(DAMAGES)('says what git says of a wrong %s', async (name, at, byte, said) => {
    const path = join(root, `wrong ${name}`)
    cpSync(plain, path, { recursive: true })
    const [file] = packFiles(path, 'multi-pack-index')
    const midx = readFileSync(file!)
    midx[at(midx)] = byte
    rmSync(file!)
    writeFileSync(file!, midx)
    const { ours, theirs, stderr } = await verify(path)
    expect(ours).toEqual(theirs)
    expect(stderr).toContain(said)
  })

  test('compares 64-bit offsets', async () => {
    const path = join(root, 'wrong large offset')
    cpSync(large, path, { recursive: true })
    const [file] = packFiles(path, 'multi-pack-index')
    const midx = readFileSync(file!)
    midx[chunkAt(midx, 'LOFF') + 3] = 7
    rmSync(file!)
    writeFileSync(file!, midx)
    const { ours, theirs, stderr } = await verify(path)
    expect(ours).toEqual(theirs)
    expect(stderr).toContain('incorrect object offset')
  })

  test.each(['.pack', '.idx'])('finds that a pack has lost its %s', async (ending) => {
    const path = join(root, `without ${ending}`)
    cpSync(plain, path, { recursive: true })
    rmSync(packFiles(path, ending)[1]!)
    const { ours, theirs } = await verify(path)
    expect((ours as unknown[])[0]).toBe((theirs as unknown[])[0])
    expect((ours as string[])[2]).toContain('failed to load pack entry for oid[')
  })

  test('counts --object-dir from the top of the work tree', async () => {
    const path = initRepository(join(root, 'work-tree'))
    cpSync(join(plain, 'objects'), join(path, '.git/objects'), { recursive: true })
    for (const folder of ['.git/objects', '/nowhere/at/all', 'nowhere']) {
      const { ours, theirs } = await verify(path, '--object-dir', folder)
      expect((ours as unknown[]).slice(0, 2)).toEqual((theirs as unknown[]).slice(0, 2))
    }
  })

  test.each(['midx-v2', 'midx-chain', 'midx-compacted'])(
    'reads what newer versions of git write: %s',
    async (name) => {
      const path = join(root, name)
      cpSync(join(NEWER, `${name}.git`), path, { recursive: true })
      const whole = await runPackmap(['multi-pack-index', 'verify'], { cwd: path })
      expect([whole.status, whole.stderr]).toEqual([0, ''])
      const files = readdirSync(join(path, 'objects/pack'), { recursive: true, encoding: 'utf8' })
      for (const name of files.filter((file) => /multi-pack-index$|\.midx$/.test(file))) {
        const file = join(path, 'objects/pack', name)
        const midx = readFileSync(file)
        const damaged = Buffer.from(midx)
        damaged[chunkAt(midx, 'OOFF') + 7]! ^= 0x55
        writeFileSync(file, damaged)
        const result = await runPackmap(['multi-pack-index', 'verify'], { cwd: path })
        expect([name, result.status]).toEqual([name, 1])
        expect(result.stderr).toContain('incorrect checksum\nincorrect object offset for oid[0]')
        writeFileSync(file, midx)
      }
    },
  )

  test('names the layer of a chain that is missing', async () => {
    const path = join(root, 'missing-layer')
    cpSync(join(NEWER, 'midx-chain.git'), path, { recursive: true })
    const [layer] = readdirSync(join(path, 'objects/pack/multi-pack-index.d')).filter((file) =>
      file.endsWith('.midx'),
    )
    rmSync(join(path, 'objects/pack/multi-pack-index.d', layer!))
    const result = await runPackmap(['multi-pack-index', 'verify'], { cwd: path })
    expect(result.status).toBe(1)
    expect(result.stderr).toContain(`unable to find all multi-pack index files: ${layer!}`)
  })
})
