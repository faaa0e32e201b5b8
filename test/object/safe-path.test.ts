import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSafePath } from '../../src/object/safe-path.js'
import { gitText, initRepository, run, temporaryFolder } from '../support/git.js'

/** The paths that git would not put into an index, with its protections for all file systems. */
function refusedByGit(paths: readonly string[]): string[] {
  const cwd = initRepository(temporaryFolder())
  const oid = gitText(cwd, ['hash-object', '-w', '--stdin'], 'x')
  const config = ['-c', 'core.protectHFS=true', '-c', 'core.protectNTFS=true']
  return paths.filter((path) => {
    const args = [...config, 'update-index', '--add', '--replace', '--cacheinfo', `100644,${oid},${path}`]
    return run('git', args, { cwd }).status !== 0
  })
}

describe('isSafePath()', () => {
  test('takes ordinary names, odd ones too', () => {
    const paths = [
      'a',
      'a/b/c',
      '.gitignore',
      '.github/x',
      'git',
      'x.git',
      'a b',
      ' a',
      '.a',
      'gr\u00fcn',
      'git~2',
      '-a',
    ]
    for (const path of [...paths, 'console', 'com', 'com10', 'a..b', '..a', 'nul-x']) {
      expect(isSafePath(path), path).toBe(true)
    }
    expect(isSafePath(Uint8Array.from([0x61, 0xff, 0x62]))).toBe(true)
  })

  test('refuses what leads out of the folder, into a git folder, or to a device', () => {
    const paths = [
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../b',
      'a/..',
      './a',
      '.git',
      '.GIT',
      '.Git/x',
    ]
    const spellings = [
      'a/.git/hooks',
      'git~1',
      'GIT~1/x',
      '.git.',
      '.git ',
      '.git . .',
      '.gi\u200ct',
      '\ufeff.git',
    ]
    const windows = [
      'a\\b',
      'C:',
      'C:/x',
      'a:b',
      '.git::$INDEX_ALLOCATION',
      'con',
      'NUL.txt',
      'aux/x',
      'lpt1',
      '...',
      'x\0y',
    ]
    for (const path of [...paths, ...spellings, ...windows]) expect(isSafePath(path), path).toBe(false)
  })

  test('refuses whatever git refuses', () => {
    const piece = fc.constantFrom(
      '.git',
      'GIT',
      'git~1',
      '.',
      '..',
      '/',
      '/',
      ' ',
      '\u200d',
      'a',
      ':',
      '\\',
      '\ufeff',
    )
    const path = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''))
    const taken = fc.sample(path, { seed: 3, numRuns: 600 }).filter((text) => isSafePath(text))
    expect(taken.length).toBeGreaterThan(50)
    expect(refusedByGit(taken)).toEqual([])
  })
})
