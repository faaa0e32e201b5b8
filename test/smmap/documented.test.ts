/** Every public member of the engine's classes has a doc comment, and every method stands in the guide. */
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import * as engine from '../../src/smmap/index.js'
import { readText, ROOT, trackedFiles } from '../project/files.js'

interface Member {
  /** Class and name. */
  readonly name: string
  readonly method: string | undefined
  readonly documented: boolean
}

const members = trackedFiles()
  .filter((path) => /^src\/smmap\/[\w-]+\.ts$/.test(path))
  .flatMap(membersOf)

/** Public members, those apart that only the engine itself is to use, of classes that are exported. */
function membersOf(path: string): Member[] {
  const source = ts.createSourceFile(
    path,
    readText(join(ROOT, path).slice(ROOT.length + 1)),
    ts.ScriptTarget.Latest,
    true,
  )
  const classes = source.statements.filter(ts.isClassDeclaration)
  return classes
    .filter(({ name }) => name !== undefined && name.text in engine)
    .flatMap((declaration) =>
      declaration.members.filter(isPublic).map((member) => ({
        name: `${declaration.name!.text}.${member.name!.getText()}`,
        method: ts.isMethodDeclaration(member) ? member.name.getText() : undefined,
        documented: ts.getJSDocCommentsAndTags(member).length > 0,
      })),
    )
}

function isPublic(member: ts.ClassElement): boolean {
  if (member.name === undefined || ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal'))
    return false
  return (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0
}

test('members have doc comments', () => {
  expect(members.length).toBeGreaterThan(80)
  /** Said by the class that they are of: links of lists, iteration, and what tells errors apart. */
  const links = new Set(['older', 'newer', '[Symbol', 'name', 'code'])
  const bare = members.filter(({ name, documented }) => !documented && !links.has(name.split('.')[1]!))
  expect(bare.map(({ name }) => name)).toEqual([])
})

test('methods stand in the guide, or for MapWindow and MapRegionList in the migration table', () => {
  const pages = readText('docs/guide-engine.md') + readText('docs/engine.md')
  const missing = members.filter(
    ({ method }) => method !== undefined && !method.startsWith('[') && !pages.includes(`${method}(`),
  )
  expect(missing.map(({ name }) => name)).toEqual([])
})
