import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { childPath, resolvePath } from '../../src/base/resolve-path.js'
import { temporaryFolder } from '../support/git.js'

const base = (): string => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'actual', 'deep', 'inner'), { recursive: true })
  mkdirSync(join(folder, 'alias'))
  symlinkSync('../actual/deep/inner', join(folder, 'alias', 'link'))
  writeFileSync(join(folder, 'actual', 'file'), 'x')
  writeFileSync(join(folder, 'alias', 'file'), 'trap')
  return folder
}

test('resolvePath() goes up from where a link leads', () => {
  const folder = base()
  expect(resolvePath(folder, 'alias/link/../../file')).toBe(join(folder, 'actual', 'file'))
  expect(resolvePath(join(folder, 'alias'), 'link/..')).toBe(join(folder, 'actual', 'deep'))
  expect(resolvePath(join(folder, 'alias'), 'link')).toBe(join(folder, 'alias', 'link'))
  expect(resolvePath(folder, join(folder, 'alias/../actual/./file'))).toBe(join(folder, 'actual', 'file'))
  expect(resolvePath('/', '../../..')).toBe('/')
})

test('resolvePath() makes no path that exists of one that does not', () => {
  const folder = base()
  for (const path of ['nosuch/../actual/file', 'actual/file/../file', 'nosuch/../../alias/file']) {
    expect(existsSync(childPath(folder, path)), path).toBe(false)
    expect(existsSync(resolvePath(folder, path)), path).toBe(false)
  }
})
