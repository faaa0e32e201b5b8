/**
 * Every format of a repository, read by real git and by packmap in each of its ways of reading: the same bytes on
 * standard output, the same exit status. A new format is a line or a few in `support/formats/`.
 */
import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { scratchFolder } from '../support/git.js'
import { FORMATS } from './cases/formats.js'
import { compareWithGit, Tally } from './support/compare.js'
import { Formats } from './support/formats/base.js'
import { addLayouts } from './support/formats/layouts.js'
import { addObjectStores } from './support/formats/object-stores.js'
import { addPackFormats } from './support/formats/packs.js'

const root = scratchFolder()
const formats = new Formats(root)
addPackFormats(formats)
addObjectStores(formats)
addLayouts(formats)
const tally = new Tally()

afterAll(() => {
  console.log(`${formats.places.length} formats: ${String(tally)}`)
  rmSync(root, { recursive: true, force: true })
})

test.each(formats.places)('$name is read as git reads it', async (place) => {
  const differences = await compareWithGit(place, place.cases ?? FORMATS, tally)
  expect(differences.join('\n')).toBe('')
})
