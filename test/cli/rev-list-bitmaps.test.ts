/** `rev-list --use-bitmap-index` and `--test-bitmap`, beside git and, where that walks otherwise, beside a walk. */
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { git, gitText, GIT_ENVIRONMENT, initRepository, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const COMMITS = 160

let scratch: string
const repositories: Record<string, string> = {}

/** Commits on two branches with a merge now and then, and a tag. */
function history(): string {
  const lines: string[] = []
  for (let n = 1; n <= COMMITS; n++) {
    const merges = n % 20 === 0 ? [`merge :${n - 7}`] : []
    lines.push(
      `commit refs/heads/${n % 3 === 0 ? 'side' : 'main'}`,
      `mark :${n}`,
      `committer C <c@d> ${1_700_000_000 + n} +0000`,
      `data 1\nm`,
      ...(n > 1 ? [`from :${n - 1}`] : []),
      ...merges,
      `M 100644 inline d${n % 4}/f${n % 9}`,
      `data ${String(n).length + (n % 5) * 40}\n${n}${'x'.repeat((n % 5) * 40)}`,
    )
  }
  lines.push('tag v1', `from :${COMMITS / 2}`, 'tagger C <c@d> 1700000000 +0000', 'data 1\nt', '')
  return lines.join('\n')
}

/** What no bitmap knows: loose objects. */
function addLoose(path: string): void {
  const blob = gitText(path, ['hash-object', '-w', '--stdin'], 'loose\n')
  const tree = gitText(path, ['mktree'], `100644 blob ${blob}\tloose\n`)
  const commit = gitText(path, ['commit-tree', '-m', 'loose', '-p', 'main', tree])
  git(path, ['update-ref', 'refs/heads/loose', commit])
  git(path, ['tag', '-a', '-m', 'm', 'v2', commit])
}

beforeAll(() => {
  scratch = scratchFolder()
  for (const kind of ['pack', 'table', 'midx', 'plain']) {
    const path = initRepository(join(scratch, `${kind}.git`), '--bare')
    repositories[kind] = path
    git(path, ['fast-import', '--quiet', '--date-format=raw'], history())
    if (kind === 'plain') continue
    git(path, ['config', 'pack.writeBitmapLookupTable', String(kind === 'table')])
    git(path, ['repack', '-adq', ...(kind === 'midx' ? [] : ['-b'])])
    if (kind === 'midx') {
      git(path, ['update-ref', 'refs/heads/packed', gitText(path, ['commit-tree', '-m', 'p', 'main^{tree}'])])
      git(path, ['repack', '-dq'])
      git(path, ['multi-pack-index', 'write', '--bitmap'])
    }
    addLoose(path)
  }
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

async function revList(
  path: string,
  ...args: string[]
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const { status, stdout, stderr } = await runPackmap(['rev-list', ...args], {
    cwd: path,
    env: GIT_ENVIRONMENT,
  })
  return { status, stdout: stdout.toString(), stderr }
}

const QUESTIONS = [
  ['main'],
  ['--objects', 'main'],
  ['--objects', '--all'],
  ['--objects', 'loose', '^main'],
  ['--objects', 'v2', 'v1', '^main~50'],
  ['--objects', 'main~10:d1', 'main~30'],
  ['--objects', '--all', '--not', 'side~40'],
  ['--count', '--objects', '--all'],
  ['--count', 'main', '^side~20'],
  ['--count', '-n', '5', 'main'],
  ['--disk-usage', '--objects', '--all'],
  ['--disk-usage', 'loose'],
  ['--objects', '--filter=blob:none', '--all'],
  ['--objects', '--filter=blob:limit=100', 'loose'],
  ['--objects', '--filter=tree:0', 'v2'],
  ['--objects', '--filter=combine:object:type=blob+blob:limit=50', 'main~2:d1/f1', '--all'],
  ['--objects', '--filter=object:type=tag', '--filter-provided-objects', '--all'],
]

describe.each(['pack', 'table', 'midx'])('rev-list --use-bitmap-index of a %s', (kind) => {
  test.each(QUESTIONS.map((args) => [args.join(' '), args] as const))('%s', async (_, args) => {
    const path = repositories[kind]!
    const command = ['--use-bitmap-index', ...args]
    const { status, stdout } = await revList(path, ...command)
    expect(status).toBe(0)
    expect(stdout).toBe(git(path, ['rev-list', ...command]).toString())
  })

  test('leaves out all that is packed, as git does since 2.43', async () => {
    const path = repositories[kind]!
    const { stdout } = await revList(path, '--use-bitmap-index', '--objects', '--unpacked', '--all')
    const loose = ['loose', 'v2', 'loose^{tree}', 'loose:loose']
    expect(stdout).toBe(git(path, ['rev-parse', ...loose]).toString())
  })

  test('walks where that alone can tell', async () => {
    const path = repositories[kind]!
    for (const args of [
      ['-n3', 'main'],
      ['--skip=2', 'main'],
      ['main', '--', 'd1'],
      ['--merges', 'main'],
    ]) {
      const { stdout } = await revList(path, '--use-bitmap-index', ...args)
      expect(stdout).toBe(git(path, ['rev-list', ...args]).toString())
    }
  })
})

describe('rev-list --test-bitmap', () => {
  test.each(['pack', 'table', 'midx'])('finds a bitmap of a %s to be right', async (kind) => {
    const path = repositories[kind]!
    const { status, stderr } = await revList(path, '--test-bitmap', 'main')
    expect(status).toBe(0)
    const oid = gitText(path, ['rev-parse', 'main'])
    expect(stderr).toMatch(
      new RegExp(
        `^Bitmap v1 test \\(\\d+ entries.*\\)\\nFound bitmap for '${oid}'\\. \\d+ bits / [0-9a-f]{8} checksum\\n`,
      ),
    )
    expect(stderr).toMatch(kind === 'midx' ? "Located via MIDX '" : "Located via pack '")
    expect(stderr).toMatch(/OK!\n$/)
  })

  test('says what is wrong', async () => {
    const [plain, pack] = [repositories['plain']!, repositories['pack']!]
    expect(await revList(plain, '--test-bitmap', 'main')).toMatchObject({
      status: 128,
      stderr: 'fatal: failed to load bitmap indexes\n',
    })
    expect((await revList(pack, '--test-bitmap', 'main', 'side')).stderr).toContain(
      'fatal: you must specify exactly one commit to test',
    )
    const loose = gitText(pack, ['rev-parse', 'loose'])
    const { status, stderr } = await revList(pack, '--test-bitmap', 'loose')
    expect([status, stderr]).toEqual([
      128,
      expect.stringContaining(`fatal: commit '${loose}' doesn't have an indexed bitmap`),
    ])
  })
})

describe('a damaged bitmap', () => {
  const damages: [string, (bytes: Buffer) => Buffer, string][] = [
    ['cut short', (bytes) => bytes.subarray(0, 20), 'corrupted bitmap index (too small)'],
    ['of another kind', (bytes) => Buffer.concat([Buffer.from('NOPE'), bytes.subarray(4)]), 'wrong header'],
    ['of another version', (bytes) => changed(bytes, 5, 9), "unsupported version '9'"],
    ['with billions of commits', (bytes) => changed(bytes, 8, 0xff), 'corrupt ewah bitmap'],
    ['with billions of words', (bytes) => changed(bytes, 36, 0xff), 'corrupt ewah bitmap: eof in data'],
    ['cut in the middle', (bytes) => bytes.subarray(0, 300), 'corrupt'],
  ]

  test.each(damages)('%s is told and done without', async (_, damage, message) => {
    const path = initRepository(join(scratch, 'damaged.git'), '--bare')
    try {
      git(path, ['fast-import', '--quiet', '--date-format=raw'], history())
      git(path, ['-c', 'pack.writeBitmapHashCache=false', 'repack', '-adbq'])
      const folder = join(path, 'objects/pack')
      const bitmap = join(
        folder,
        readdirSync(folder).find((name) => name.endsWith('.bitmap'))!,
      )
      const bytes = damage(readFileSync(bitmap))
      rmSync(bitmap)
      writeFileSync(bitmap, bytes)
      const { status, stdout, stderr } = await revList(path, '--use-bitmap-index', 'main')
      expect([status, stdout]).toEqual([0, git(path, ['rev-list', 'main']).toString()])
      expect(stderr).toContain(message)
    } finally {
      rmSync(path, { recursive: true, force: true })
    }
  })

  test('of any kind ends in an answer or an error', async () => {
    const path = repositories['plain']!
    git(path, ['repack', '-adbq'])
    const folder = join(path, 'objects/pack')
    const bitmap = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.bitmap'))!,
    )
    const whole = readFileSync(bitmap)
    for (let n = 0; n < 40; n++) {
      const bytes = changed(whole, (n * 7919) % whole.length, (n * 31) % 256)
      rmSync(bitmap, { force: true })
      writeFileSync(bitmap, bytes)
      if (n % 4 === 0) truncateSync(bitmap, (n * 104_729) % whole.length)
      const { status } = await revList(path, '--use-bitmap-index', '--count', '--objects', 'main')
      expect([0, 128]).toContain(status)
    }
  })
})

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = value
  return copy
}
