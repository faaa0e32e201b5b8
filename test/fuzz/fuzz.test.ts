/** A short run of every fuzz target, and all input that was ever found to break one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { damagedInputs } from '../../fuzz/mutations.js'
import { TARGETS } from '../../fuzz/targets.js'

const SEED = 20_050_407
const RUNS = 25
const MALFORMED = join(import.meta.dirname, '../../fixtures/malformed')

describe.each(TARGETS)('fuzz target $name', (target) => {
  const folder = join(MALFORMED, target.name)
  const found = existsSync(folder) ? readdirSync(folder) : []

  it('takes its seeds', () => {
    const seeds = target.seeds()
    expect(seeds.length).toBeGreaterThan(0)
    for (const seed of seeds) (target.checkAllWays ?? target.check)(seed)
  })

  it(`survives ${RUNS} damaged inputs (seed ${SEED})`, () => {
    const property = fc.property(damagedInputs(target), (bytes) => {
      target.check(bytes)
    })
    fc.assert(property, { seed: SEED, numRuns: RUNS })
  })

  it.each(found)('survives what once broke it: %s', (name) => {
    ;(target.checkAllWays ?? target.check)(readFileSync(join(folder, name)))
  })
})

it('every folder of malformed input has a target', () => {
  const folders = readdirSync(MALFORMED, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const names = TARGETS.map(({ name }) => name)
  expect(folders.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([])
})
