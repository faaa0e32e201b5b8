import { c, type Case, usage } from './case.js'

const TREES = [
  'HEAD~1 HEAD',
  'main~3 main',
  'v1 v2',
  'side other',
  'HEAD HEAD~4',
  'v1..main',
  'main ^side',
  'HEAD HEAD',
]
const COMMITS = ['HEAD', 'main', 'main~1', 'side', 'orphan', 'v1', 'HEAD~99']
const OPTIONS = [
  '',
  '-r',
  '-t',
  '-r -t',
  '--name-only',
  '--name-status -r',
  '-z',
  '-r -z --name-status',
  '-r -z --name-only',
  '--abbrev',
  '--abbrev=6 -r',
  '--root',
  '-r --root',
  '-m',
  '-m -r --name-status',
  '--no-commit-id -r',
  '-s',
  '-R -r',
  '--diff-filter=A -r',
  '--diff-filter=md -r',
  '--exit-code',
  '--quiet',
  '--raw -r',
]

export const DIFF_TREE: readonly Case[] = [
  ...OPTIONS.flatMap((options) => [...TREES, ...COMMITS].map((names) => c(`diff-tree ${options} ${names}`))),
  ...['file', 'dir', 'dir/', 'dir/sub', 'nowhere', 'side merged', '.'].flatMap((path) => [
    c(`diff-tree side main -- ${path}`),
    c(`diff-tree -r --root main~6 -- ${path}`),
    c(`diff-tree -r side^{tree} orphan -- ${path}`),
  ]),
  c('diff-tree -r HEAD:dir v1^{tree}'),
  c('diff-tree -r orphan main'),
  c('diff-tree -t orphan main'),
  c('diff-tree --merge-base side other'),
  c('diff-tree -r a-tree HEAD'),
  c('diff-tree a-blob HEAD'),
  c('diff-tree nothing HEAD'),
  c('diff-tree --stdin', 'not an oid\n'),
  usage('diff-tree'),
  usage('diff-tree --nonsense HEAD'),
]
