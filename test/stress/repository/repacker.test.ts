import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Repacker } from '../../../src/stress/repository/repacker.js'
import { makeSampleRepository } from '../../../src/stress/repository/sample-repository.js'
import { temporaryFolder } from '../../support/git.js'

const packsOf = (repository: string): string[] =>
  readdirSync(join(repository, 'objects/pack')).filter((name) => name.endsWith('.pack'))

/** A repository, and a copy of it for each of `names`. */
function copies(...names: string[]): string[] {
  const folder = temporaryFolder()
  const sample = join(folder, 'sample.git')
  makeSampleRepository(sample, 1)
  return names.map((name) => {
    const path = join(folder, name)
    cpSync(sample, path, { recursive: true })
    return path
  })
}

describe('Repacker', () => {
  test('puts another pack in the place of what was there', async () => {
    const [path] = copies('repacked.git') as [string]
    const before = packsOf(path)
    const repacker = new Repacker(path)
    while (before.some((name) => packsOf(path).includes(name))) await sleep(5)
    await repacker[Symbol.asyncDispose]()
    expect(packsOf(path)).not.toEqual(before)
  })

  // A git that still wrote would fill the folder while it is removed, or make it anew.
  test('writes nothing more once it is stopped, whenever that is', async () => {
    const moments = [0, 3, 10, 20, 40, 60, 90]
    for (const [index, path] of copies(...moments.map(String)).entries()) {
      const repacker = new Repacker(path)
      await sleep(moments[index])
      await repacker[Symbol.asyncDispose]()
      rmSync(path, { recursive: true })
      await sleep(20)
      expect(existsSync(path)).toBe(false)
    }
  })
})
