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
  '%(describe)|%(describe:tags,abbrev=0)|%(describe:match=v*,exclude=*2*)|%(*describe)',
  '%(describe:tags=x)',
  '%(describe:abbrev)',
  '%(describe:abbrev=-1,tags)',
  '%(describe:abbrev=1x)',
  '%(describe:match=)',
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

const DESCRIBE = [
  ...[
    'main',
    'side',
    'topic/one',
    'v1.0',
    'nested-twice',
    'main~2',
    'orphan',
    'a-tree',
    'main:file',
    'nothing',
  ].flatMap((name) => [
    `describe ${name}`,
    `describe --tags --always ${name}`,
    `describe --all --long ${name}`,
  ]),
  'describe',
  'describe --exact-match main',
  'describe --exact-match --no-exact-match main',
  'describe --candidates=1 --debug topic/one',
  'describe --candidates=-5 main',
  'describe --abbrev=0 main side',
  'describe --abbrev=12 --match=v* --exclude=v2* main',
  'describe --first-parent --tags --match=light --match=side* main',
  'describe --long --abbrev=0',
  'describe --long --no-abbrev',
  'describe --contains main~3 light',
  'describe --contains --always main',
  'describe --contains main',
  'describe --contains --all --match=s* light',
  'describe --dirty main',
  'describe --always --match=nothing main',
  'describe --match=nothing main',
  'describe --all --match=m* orphan',
]

const NAME_REV = [
  'name-rev main main~1 main^2 side~1 v1.0 nested orphan a-tree a-blob nothing',
  'name-rev --name-only --tags main~1 main~3 v1.0',
  'name-rev --tags main~1 light',
  'name-rev --refs=s* --refs=refs/tags/v* main~1 main~2 side',
  'name-rev --refs=main --exclude=refs/remotes/* main~1',
  'name-rev --exclude=* main',
  'name-rev --no-undefined --exclude=* main',
  'name-rev --no-undefined --always --exclude=* main',
  'name-rev --all main',
  'name-rev --peel-tag v1.0 nested-twice a-blob',
]

const BRANCH = [
  ...['', ' -a', ' -r', ' --list', ' -l s*', ' -a *main', ' -i -l SIDE'].flatMap((which) => [
    `branch${which}`,
    `branch -v${which}`,
    `branch -vv${which}`,
    `branch --sort=-creatordate --color=always${which}`,
  ]),
  'branch --show-current',
  'branch --contains light',
  'branch --with=light -a',
  'branch --no-contains v2.0 -r',
  'branch --merged main --no-merged side',
  'branch --points-at main -v --no-abbrev',
  'branch -v --abbrev=10',
  "branch '--format=%(refname) %(objectname:short) %(HEAD)' -a",
  "branch '--format=%(refname) %(ahead-behind:main)' --no-sort",
  "branch --omit-empty '--format=%(upstream)'",
  'branch --format=%(refname',
  'branch --format=%(nonsense)',
  'branch --column=always',
  'branch -a --column=row,dense',
  'branch -a --column=column',
  'branch -a --column=plain',
  'branch --column=nonsense',
  'branch -v --column',
  'branch -c x -d y --list',
  'branch --sort=nonsense',
  'branch --contains nothing',
  'branch --list nothing',
]

const TAG = [
  'tag',
  'tag -l',
  'tag -l v* nest*',
  'tag -i --list V*',
  'tag -n',
  'tag -n2 -l v1.0',
  'tag -n0',
  'tag -nx',
  'tag --sort=-v:refname',
  'tag --sort=-creatordate --sort=objecttype',
  "tag '--format=%(tag) %(objecttype) %(*objecttype)' -l",
  "tag --omit-empty '--format=%(subject)'",
  'tag --contains light',
  'tag --without main~2',
  'tag --merged=side',
  'tag --no-merged side',
  'tag --points-at v1.0^{} -n',
  'tag --points-at',
  'tag --column',
  'tag --column=dense',
  'tag --column=row -l *1* n*',
  'tag --column -n',
  'tag --no-column',
  'tag -l -m x',
  'tag --format=%(refname',
  'tag -l nothing',
]

test.each([
  ['branch', BRANCH],
  ['tag', TAG],
  ['for-each-ref', LINES],
  ['describe', DESCRIBE],
  ['name-rev', NAME_REV],
])('%s answers as git 2.55 does', async (name, lines) => {
  for (const { line, status, stdout, stderr } of await answersOf(name, path, lines)) {
    const ours = await runPackmap(argumentsOf(line), { cwd: path })
    expect({
      line,
      status: ours.status,
      stdout: ours.stdout.toString('latin1'),
      stderr: faultsIn(ours.stderr),
    }).toEqual({ line, status, stdout, stderr })
  }
})
