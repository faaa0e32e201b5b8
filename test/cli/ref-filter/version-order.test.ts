import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareVersions } from '../../../src/cli/ref-filter/version-order.js'
import { git, gitText, initRepository, temporaryFolder } from '../../support/git.js'

const part = fc.constantFrom(
  '0',
  '1',
  '2',
  '9',
  '00',
  '01',
  '010',
  '10',
  '12',
  '.',
  '-rc',
  '-beta',
  'a',
  'b',
  '-',
)
const version = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => `v${parts.join('')}`)

/** Names that git lets a ref have. */
function names(seed: number): string[] {
  const made = fc.sample(version, { numRuns: 150, seed })
  return [...new Set(made)].filter((name) => !/\.\.|\.$|\.lock/.test(name)).sort()
}

test.each([
  ['without pre-releases', 1, []],
  ['with pre-releases', 2, ['-rc', '-beta']],
  ['with suffixes that are parts of others', 3, ['-', '-rc', '-rc1', 'b']],
])('compareVersions() sorts as git does, %s', (_, seed, suffixes) => {
  const cwd = initRepository(temporaryFolder())
  git(cwd, ['fast-import', '--quiet'], 'commit refs/heads/main\ncommitter A <a> 1 +0000\ndata 0\n\n')
  const tags = names(seed)
  git(cwd, ['update-ref', '--stdin'], tags.map((tag) => `create refs/tags/${tag} refs/heads/main\n`).join(''))
  for (const suffix of suffixes) git(cwd, ['config', '--add', 'versionsort.suffix', suffix])
  const sorted = gitText(cwd, ['for-each-ref', '--sort=v:refname', '--format=%(refname:short)', 'refs/tags'])
  expect([...tags].sort((a, b) => compareVersions(a, b, suffixes)).join('\n')).toBe(sorted)
})
