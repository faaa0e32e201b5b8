import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SHA1 } from '../../src/object/hash-algorithm.js'
import { LookPacer } from '../../src/odb/look-pacer.js'
import { LooseStore } from '../../src/odb/loose-store.js'
import { temporaryFolder } from '../support/git.js'

const OID = Buffer.from(`ab${'1'.repeat(38)}`, 'hex')

function addObject(directory: string): void {
  const hex = OID.toString('hex')
  mkdirSync(join(directory, hex.slice(0, 2)), { recursive: true })
  writeFileSync(join(directory, hex.slice(0, 2), hex.slice(2)), 'x')
}

describe('LooseStore.knows', () => {
  it('sees an object in a folder that is made later, once the period of a storm is over', () => {
    const directory = temporaryFolder()
    const store = new LooseStore(directory, SHA1)
    let now = 0
    const pacer = new LookPacer(() => now)
    const knows = (): boolean => {
      pacer.begin()
      return store.knows(OID, pacer)
    }
    while (!pacer.isStorm) expect(knows()).toBe(false)
    addObject(directory)
    expect(knows()).toBe(false)
    now += 25
    expect(knows()).toBe(true)
  })
})
