/** Objects that lie elsewhere or stand for others: alternates, the environment, replacements, grafts, shallow clones. */
import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { git, gitText, GIT_ENVIRONMENT, initRepository } from '../../../support/git.js'
import { commitFile } from './packs.js'
import { type Formats, mkdir } from './base.js'

export function addObjectStores(formats: Formats): void {
  addAlternates(formats)
  addEnvironment(formats)
  addSubstitutes(formats)
}

/** A repository with the refs of the base, and no object but what its alternates have. */
function borrower(formats: Formats, name: string, alternates: string): string {
  const path = initRepository(formats.path(name))
  const main = gitText(formats.base, ['rev-parse', 'main'])
  writeFileSync(join(path, '.git/refs/heads/main'), `${main}\n`)
  writeFileSync(join(path, '.git/refs/tags/v1.0'), `${gitText(formats.base, ['rev-parse', 'v1.0'])}\n`)
  if (alternates !== '') writeFileSync(join(path, '.git/objects/info/alternates'), alternates)
  return path
}

function addAlternates(formats: Formats): void {
  const objects = join(formats.base, '.git/objects')
  const own = (name: string): string => join(formats.path(name), '.git/objects')
  const add = (name: string, alternates: string): string => {
    const cwd = borrower(formats, name, alternates)
    formats.add({ name, cwd })
    return cwd
  }
  add('alternate, absolute', `${objects}\n`)
  add('alternate, without newline', objects)
  add('alternate, relative', `${relative(own('alternate, relative'), objects)}\n`)
  add('alternate, quoted', `"${objects.replace('base', '\\142ase')}"\n`)
  add(
    'alternates with comments, blanks, duplicates and what is not there',
    `# c\n\n${objects}\n${objects}/\n/nowhere\n`,
  )
  add('alternate, itself', `${own('alternate, itself')}\n${objects}\n`)
  add('no alternate that is there', '/nowhere/objects\n')
  const first = add('alternates in a circle', `${own('alternates in a circle, back')}\n${objects}\n`)
  borrower(formats, 'alternates in a circle, back', `${join(first, '.git/objects')}\n`)
  let before = objects
  for (let depth = 1; depth <= 8; depth++) {
    const name = `alternates of alternates, ${depth} deep`
    const path = borrower(formats, name, `${before}\n`)
    if (depth > 3) formats.add({ name, cwd: path })
    before = join(path, '.git/objects')
  }
  const shared = formats.path('shared')
  git(formats.root, ['clone', '-q', '--shared', '--no-checkout', formats.base, shared])
  commitFile(shared, 'of-its-own')
  formats.add({ name: 'a clone that shares, and has more', cwd: shared })
}

function addEnvironment(formats: Formats): void {
  const objects = join(formats.base, '.git/objects')
  const withEnv = (name: string, variable: string, value: string): void => {
    const cwd = borrower(formats, name, '')
    formats.add({ name, cwd, env: { ...GIT_ENVIRONMENT, [variable]: value } })
  }
  const alternates = 'GIT_ALTERNATE_OBJECT_DIRECTORIES'
  withEnv('GIT_OBJECT_DIRECTORY', 'GIT_OBJECT_DIRECTORY', objects)
  withEnv('GIT_OBJECT_DIRECTORY, relative', 'GIT_OBJECT_DIRECTORY', '../base/.git/objects')
  withEnv(alternates, alternates, objects)
  withEnv(`${alternates}, several`, alternates, `/nowhere:${objects}:${objects}`)
  withEnv(`${alternates}, quoted`, alternates, `"${objects}":/nowhere`)
  withEnv(`${alternates}, relative`, alternates, '../base/.git/objects')
}

function addSubstitutes(formats: Formats): void {
  const replaced = formats.variant('replaced commit, tree and blob', (path) => {
    git(path, ['replace', 'HEAD', 'HEAD~2'])
    git(path, ['replace', 'HEAD~1^{tree}', 'HEAD~5^{tree}'])
    git(path, ['replace', 'v1.0:README', 'HEAD~9:README'])
    git(path, ['pack-refs', '--all'])
  })
  const env = { ...GIT_ENVIRONMENT, GIT_NO_REPLACE_OBJECTS: '1' }
  formats.add({ name: 'GIT_NO_REPLACE_OBJECTS', cwd: replaced, env })
  formats.variant('core.useReplaceRefs off', (path) => {
    git(path, ['replace', 'HEAD', 'HEAD~2'])
    git(path, ['config', 'core.useReplaceRefs', 'false'])
  })
  formats.variant('grafts', (path) => {
    const [head, , , fourth] = gitText(path, ['rev-list', 'HEAD']).split('\n')
    mkdir(join(path, '.git/info'))
    writeFileSync(join(path, '.git/info/grafts'), `# a comment\n${head!} ${fourth!}\n`)
  })
  const shallow = formats.path('shallow')
  git(formats.root, ['clone', '-q', '--depth=5', '--no-checkout', `file://${formats.base}`, shallow])
  formats.add({ name: 'a shallow clone', cwd: shallow })
  for (const kind of ['packed', 'loose']) {
    const path = initRepository(formats.path(`sha256 ${kind}`), '--object-format=sha256')
    git(path, ['fast-import', '--quiet'], git(formats.base, ['fast-export', '--all', '--signed-tags=strip']))
    if (kind === 'packed') {
      git(path, ['repack', '-adq'])
      git(path, ['multi-pack-index', 'write'])
      git(path, ['commit-graph', 'write', '--reachable'])
    }
    formats.add({ name: `SHA-256, ${kind}`, cwd: path })
  }
}
