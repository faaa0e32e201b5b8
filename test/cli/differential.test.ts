/**
 * Real git and packmap, side by side: the same arguments in the same place must give the same bytes on standard
 * output and the same exit status. What is special about a place, and which commands are run in it, are tables.
 */
import { rmSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { scratchFolder } from '../support/git.js'
import type { Case } from './cases/case.js'
import { CAT_FILE } from './cases/cat-file.js'
import { DIFF_TREE } from './cases/diff-tree.js'
import { LS_TREE } from './cases/ls-tree.js'
import {
  CONFIG,
  COUNT_OBJECTS,
  FOR_EACH_REF,
  MERGE_BASE,
  REFLOG,
  SHOW_REF,
  SYMBOLIC_REF,
} from './cases/refs.js'
import { REV_LIST } from './cases/rev-list.js'
import { REV_PARSE } from './cases/rev-parse.js'
import { compareWithGit, IS_EXHAUSTIVE, Tally } from './support/compare.js'
import { makeZoo } from './support/zoo.js'

const root = scratchFolder()
const zoo = makeZoo(root)

afterAll(() => {
  console.log(String(tally))
  rmSync(root, { recursive: true, force: true })
})

const TABLES: readonly (readonly [string, readonly Case[]])[] = [
  ['cat-file', CAT_FILE],
  ['ls-tree', LS_TREE],
  ['rev-parse', REV_PARSE],
  ['show-ref', SHOW_REF],
  ['config', CONFIG],
  ['symbolic-ref', SYMBOLIC_REF],
  ['reflog', REFLOG],
  ['diff-tree', DIFF_TREE],
  ['rev-list', REV_LIST],
  ['for-each-ref', FOR_EACH_REF],
  ['merge-base', MERGE_BASE],
  ['count-objects', COUNT_OBJECTS],
]

/** Places where every case is run; in the others every sixteenth, and not the same ones, unless all are asked for. */
const FULL_PLACES = 1
const STEP = IS_EXHAUSTIVE ? 1 : 16
/** Two programs run for each case, on a machine that may have other things to do. */
const TIMEOUT_MS = 300_000
const tally = new Tally()

describe.each(TABLES)('%s answers as git does', (_, cases) => {
  test.each(zoo)(
    'in $name',
    async (place) => {
      const at = zoo.indexOf(place)
      const chosen = at < FULL_PLACES ? cases : cases.filter((__, number) => number % STEP === at % STEP)
      const differences = await compareWithGit(place, chosen, tally)
      expect(differences.join('\n')).toBe('')
    },
    TIMEOUT_MS,
  )
})
