/** Commands about refs, answered as git 2.55 answers them. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scratchFolder } from '../../support/git.js'
import { argumentsOf } from '../cases/case.js'
import { runPackmap } from '../support/run-packmap.js'
import { answersOf, faultsIn, importRecordedHistory } from './newer-git.js'

const root = scratchFolder()
const path = join(root, 'repository')

beforeAll(() => {
  importRecordedHistory(path)
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const FIELDS = [
  '%(refname) %(refname:short) %(symref:short)',
  '%(refname) %(*objectname) %(*objecttype) %(*refname) %(*subject)|%(*author)',
  '%(authorname:mailmap)|%(authoremail:mailmap,trim)|%(authoremail:localpart,trim)|%(*authoremail:mailmap)',
  '%(committeremail:trim,localpart,)',
  '%(authoremail:mailmaptrim)',
  '%(authoremail:)|%(creatordate)|%(numparent:x)|%(creator:x)|%(end:x)',
  '%(numparent:x)|%(tag:x)|%(type:x)|%(creator:x)|%(if)%(worktreepath:x)%(then)out%(end)',
  '%(HEAD:x)',
  '%(authorname:x)',
  '%(upstream:x)',
  '%(*push:x)',
  '%(*color:red)%(if:)%(HEAD)%(then:x)yes%(else:y)no%(end:z)',
  '%(refname) %(ahead-behind:main) %(ahead-behind:v1.0)',
  '%(ahead-behind)',
  '%(ahead-behind:nothing)',
  '%(refname) %(is-base:main)',
  '%(refname) %(is-base:topic/one)',
  '%(is-base:nothing)',
  '%(signature)|%(signature:grade)|%(signature:key)|%(signature:trustlevel)|%(signature:signer)',
  '%(signature:x)',
  '%(contents:size)|%(trailers:separator=)|%(contents:trailers:only)',
  '%(upstream:short) %(upstream:track) %(upstream:trackshort) %(push) %(push:remotename)',
]

const LINES = [
  ...FIELDS.map((format) => `for-each-ref '--format=${format}'`),
  ...['-*committerdate', 'ahead-behind:main', '-contents:size'].map(
    (key) => `for-each-ref --sort=${key} --format=%(refname)`,
  ),
  'for-each-ref --no-sort --format=%(refname)',
  'for-each-ref --sort=objectname --no-sort --sort=-refname --format=%(refname)',
  'for-each-ref --points-at=v1.0^{}',
  'for-each-ref --points-at=nothing',
  'for-each-ref --exclude=refs/tags --exclude=refs/heads/s*',
  'for-each-ref --exclude=refs/tags --no-exclude --exclude=refs/heads',
  'for-each-ref --exclude=REFS/TAGS --ignore-case --format=%(refname)',
  "for-each-ref --omit-empty '--format=%(*subject)'",
  'for-each-ref --include-root-refs',
  "for-each-ref --include-root-refs '*HEAD' refs/tags",
  'for-each-ref --include-root-refs --start-after=ORIG_HEAD --count=2 --format=%(refname)',
  'for-each-ref --start-after=refs/heads/s --format=%(refname)',
  'for-each-ref --start-after=refs/heads/side --format=%(refname)',
  'for-each-ref --start-after=refs/heads --format=%(refname)',
  'for-each-ref --start-after= --count=2 --format=%(refname)',
  'for-each-ref --start-after=refs/heads --sort=refname',
  'for-each-ref --start-after=refs/heads refs/tags',
  'for-each-ref --contains=v1.0 --no-contains=side --format=%(refname)',
  'for-each-ref --merged=main --no-merged=side --contains=light --format=%(refname)',
  'for-each-ref --stdin refs/heads',
  'for-each-ref --count=2 --sort=-ahead-behind:side --format=%(refname)',
]

test('for-each-ref answers as git 2.55 does', async () => {
  for (const { line, status, stdout, stderr } of await answersOf('for-each-ref', path, LINES)) {
    const ours = await runPackmap(argumentsOf(line), { cwd: path })
    expect({
      line,
      status: ours.status,
      stdout: ours.stdout.toString('latin1'),
      stderr: faultsIn(ours.stderr),
    }).toEqual({ line, status, stdout, stderr })
  }
})
