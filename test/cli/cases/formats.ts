/** What is asked of every format: all objects, all refs, some revisions, and where everything is. */
import { c, type Case } from './case.js'

const EVERYTHING = '%(objectname) %(objecttype) %(objectsize) %(objectsize:disk) %(deltabase)'

const NAMES = 'HEAD\nHEAD~2\nHEAD:README\nv1.0\nv1.0^{tree}\nmain@{0}\nnothing\n0\n12\nabcd\n'

/** Asked where an object that is not there may be fetched by git: these ask for none. */
export const WITHOUT_MISSING: readonly Case[] = [
  c('cat-file --batch --batch-all-objects'),
  c(`cat-file '--batch-check=${EVERYTHING}' --batch-all-objects`),
  c('rev-parse HEAD HEAD~1 v1.0^{}'),
  c('rev-parse --git-dir --is-bare-repository --is-inside-work-tree --is-inside-git-dir --show-prefix'),
  c('rev-parse --absolute-git-dir --git-common-dir --show-object-format --is-shallow-repository'),
  c('show-ref --head -d'),
  { line: 'for-each-ref', mayEndEarly: true }, // since 2.45 git prints what comes before a ref to nothing
  c('count-objects -v'),
  c('count-objects -H'),
  c('multi-pack-index verify'),
]

/** For what may keep a repository from being opened. */
export const OPENING: readonly Case[] = [
  c('cat-file --batch-check --batch-all-objects'),
  c('cat-file -p HEAD'),
  c('rev-parse --git-dir --is-bare-repository --show-object-format HEAD'),
  c('show-ref'),
]

/** Where what could be a path is git's own. */
export const AMONG_FILES: readonly Case[] = [
  c('rev-list HEAD'),
  c('rev-list --count HEAD config'),
  c('rev-list --ignore-missing nothing HEAD'),
  c('rev-list HEAD nothing'),
  c('rev-parse HEAD config'),
  c('diff-tree -r HEAD'),
]

const BYTES = Buffer.from(
  'refs/heads/caf\xe9\ncaf\xe9\nd\xe9/x~1\n\xff\xfe\nno\xe9\ncaf\xe9:\xfc\n',
  'latin1',
)

/** For names that are not UTF-8: they must come out as the bytes that they are. */
export const ANY_NAME: readonly Case[] = [
  c('show-ref'),
  c('show-ref --exclude-existing', Buffer.from('refs/heads/caf\xe9\nrefs/heads/no\xe9\n', 'latin1')),
  c('for-each-ref'),
  c("for-each-ref '--format=%(refname:short) %(objectname)' --sort=-refname"),
  c("for-each-ref 'refs/heads/caf*'"),
  c('rev-parse --all'),
  c('rev-parse --symbolic --branches'),
  c('rev-list --all'),
  c('rev-list --branches=caf*'),
  c('rev-list --stdin', Buffer.from('caf\xe9\n^d\xe9/x~2\n', 'latin1')),
  c('cat-file --batch-check', BYTES),
  c('cat-file --batch', BYTES),
]

export const FORMATS: readonly Case[] = [
  ...WITHOUT_MISSING,
  { line: 'cat-file --batch-check --batch-all-objects --unordered', isUnordered: true },
  c('cat-file --batch', NAMES),
  c('cat-file --batch-command', 'info HEAD\ncontents HEAD:README\ninfo nothing\n'),
  c('cat-file -p HEAD'),
  c('cat-file -t v1.0'),
  c('cat-file -s HEAD:src/main.c'),
  c('cat-file -e HEAD:docs'),
  c('ls-tree -r -l -t HEAD'),
  c('rev-parse --show-toplevel'),
  c('rev-parse --short HEAD'),
  c('rev-parse --verify -q HEAD@{1}'),
  c('show-ref --verify refs/heads/main'),
  c('rev-list --objects --all'),
  c('rev-list --count HEAD'),
  c('diff-tree -r HEAD~1 HEAD'),
  c('merge-base HEAD HEAD~3'),
]
