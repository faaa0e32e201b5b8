/** What contains what, how far ahead, and which names are near: in a tangled history, with git as oracle. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Repository } from '../../../src/repo/repository.js'
import { git, gitText, initRepository, run, scratchFolder } from '../../support/git.js'
import { seededNumbers, tangledHistory } from '../../support/tangled-history.js'

const root = scratchFolder()
/** More than the arrays of a history begin with, so that they grow. */
const COMMITS = 2600

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

describe.each([false, true])('with a commit-graph: %s', (hasGraph) => {
  const path = join(root, String(hasGraph))
  const next = seededNumbers(hasGraph ? 11 : 7)
  const some = (count: number): string[] => Array.from({ length: count }, () => `t${1 + next(COMMITS)}`)
  let repo: Repository

  beforeAll(() => {
    initRepository(path)
    git(path, ['fast-import', '--quiet'], tangledHistory(COMMITS, 5))
    for (let i = 1; i < COMMITS; i += 97) git(path, ['tag', '-m', 'annotated', `a${i}`, `t${i}`])
    git(path, ['pack-refs', '--all'])
    if (hasGraph) git(path, ['commit-graph', 'write', '--reachable'])
    repo = Repository.open(path)
  })

  afterAll(() => {
    repo.close()
  })

  test('refsContaining() finds the refs that git finds', () => {
    for (const name of some(4)) {
      const truth = gitText(path, ['for-each-ref', `--contains=${name}`, '--format=%(refname)', 'refs/tags'])
      const names = repo.refsContaining(name, 'refs/tags/').map((ref) => ref.name)
      expect(names.join('\n'), name).toBe(truth)
    }
  })

  test('aheadBehind() counts what rev-list counts', () => {
    const [base, ...tips] = some(25)
    const truth = tips.map((tip) => {
      const [ahead, behind] = gitText(path, [
        'rev-list',
        '--left-right',
        '--count',
        `${tip}...${base!}`,
      ]).split('\t')
      return { ahead: Number(ahead), behind: Number(behind) }
    })
    expect(repo.aheadBehind(base!, [...tips, base!])).toEqual([...truth, { ahead: 0, behind: 0 }])
  })

  test('describe() finds the tag that git finds', () => {
    const match = Array.from({ length: 9 }, (_, i) => `t${i + 1}??`)
    for (const name of some(12)) {
      const plain = run('git', ['describe', name], { cwd: path })
      expect(repo.describe(name) ?? '', name).toBe(plain.stdout.toString().trim())
      const tagged = run('git', ['describe', '--tags', ...match.map((each) => `--match=${each}`), name], {
        cwd: path,
      })
      expect(repo.describe(name, { tags: true, match }) ?? '', name).toBe(tagged.stdout.toString().trim())
    }
  })

  test('nameRev() finds the name that git finds', () => {
    for (const name of some(12)) {
      for (const refs of [['refs/tags/a*'], ['refs/heads/*'], ['heads/*']]) {
        const args = ['name-rev', '--name-only', ...refs.map((each) => `--refs=${each}`), name]
        const truth = gitText(path, args)
        expect(repo.nameRev(name, { refs }) ?? 'undefined', `${name} ${refs[0]!}`).toBe(truth)
      }
    }
  })
})
