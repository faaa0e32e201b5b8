import { c, type Case, usage } from './case.js'

const NAMES = `HEAD
HEAD:file
HEAD:dir
HEAD:dir/
HEAD:dir/file
HEAD:nowhere
HEAD:./file
HEAD:../file
main
v1
v1^{}
v1^{tree}
v1-again
a-tree
a-blob
v2:link
nothing

0000000000000000000000000000000000000000
0123
HEAD^2
HEAD~2
HEAD^9
HEAD:ümlaut
`
const LINKS = `HEAD:link
HEAD:dir/up
HEAD:dir/uplink
HEAD:dirlink
HEAD:dirlink/file
HEAD:dirlink/nowhere
HEAD:dangling
HEAD:loop1
HEAD:out
HEAD:absolute
HEAD:notdir
HEAD:file/below
HEAD:dotdot
HEAD:todir
HEAD:todir/sub/deep
HEAD:module
HEAD:dir/../file
HEAD:
HEAD:nowhere
nothing:file
v1^{tree}:link
`
const ALL_ATOMS = '%(objectname) %(objecttype) %(objectsize)|%(rest)|%%|%n'

/** Non-UTF-8: `HEAD:latin` and a byte 0xfc. */
const LATIN1 = Buffer.from('HEAD:latin\xfc\nHEAD:latin\xfd\n', 'latin1')

export const CAT_FILE: readonly Case[] = [
  ...['-t', '-s', '-e', '-p'].flatMap((option) =>
    [
      'HEAD',
      'HEAD:file',
      'HEAD^{tree}',
      'HEAD:dir',
      'v1',
      'v1-again',
      'a-blob',
      'nothing',
      'HEAD:nowhere',
    ].map((name) => c(`cat-file ${option} ${name}`)),
  ),
  ...['blob', 'tree', 'commit', 'tag', 'nonsense'].flatMap((type) =>
    ['HEAD', 'HEAD:file', 'v1', 'v1-again', 'a-tree', 'a-blob', 'a-blob-again', 'HEAD:dir', 'nothing'].map(
      (name) => c(`cat-file ${type} ${name}`),
    ),
  ),
  ...['-t', '-s', '-p', '-e', 'tree'].map((question) =>
    c(`cat-file ${question} 4b825dc642cb6eb9a060e54bf8d69288fbee4904`),
  ),
  c('cat-file -e 0123456789012345678901234567890123456789'),
  c('cat-file -t 0123456789012345678901234567890123456789'),
  c('cat-file -p 0123456789012345678901234567890123456789'),
  c('cat-file --batch', NAMES),
  c('cat-file --batch-check', NAMES),
  c('cat-file --batch --buffer', NAMES),
  c('cat-file --batch-check -z', NAMES.replaceAll('\n', '\0')),
  c('cat-file --batch -z', 'HEAD:new\nline\0HEAD:with\ttab\0nothing\nhere\0'),
  c('cat-file --batch-check', LATIN1),
  c('cat-file --batch', 'HEAD:file'),
  c('cat-file --batch', 'HEAD:file\r\nHEAD\r\n'),
  c('cat-file --batch', ''),
  c('cat-file --batch', 'HEAD:file\0HEAD\nHEAD:dir\n'),
  c(
    `cat-file '--batch-check=${ALL_ATOMS}'`,
    'HEAD and  more\nHEAD:file\tafter a tab\nmain \nnothing at all\n x\n',
  ),
  c(`cat-file '--batch=${ALL_ATOMS}'`, 'HEAD and  more\nHEAD:file\tafter a tab\nmain \nnothing at all\n'),
  c('cat-file --batch-check=%(objectname)', NAMES),
  c('cat-file --batch-check=%(objecttype)', NAMES),
  c('cat-file --batch-check=%(objectsize)', NAMES),
  c('cat-file --batch=%(objectname)', NAMES),
  c('cat-file --batch-check=', NAMES),
  c('cat-file --batch-check=fixed', NAMES),
  c('cat-file --batch-check=%(nonsense)', NAMES),
  c('cat-file --batch-check=%(objectname', NAMES),
  c('cat-file --batch-check=%x%(objectname)%', NAMES),
  c(
    "cat-file '--batch-check=%(deltabase) %(objectsize:disk)'",
    'HEAD:file\nHEAD~1:file\nHEAD~4:file\nHEAD\nnothing\n',
  ),
  c('cat-file --batch-all-objects --batch-check'),
  c('cat-file --batch-all-objects --batch'),
  c('cat-file --batch-all-objects --batch-check=%(objectname)'),
  c("cat-file --batch-all-objects '--batch-check=%(objectname) %(rest)'"),
  c('cat-file --batch-all-objects --batch-check HEAD'),
  c('cat-file --batch-all-objects --batch-command'),
  c('cat-file --batch --follow-symlinks', LINKS),
  c('cat-file --batch-check --follow-symlinks', LINKS),
  c('cat-file --batch-check --follow-symlinks', LATIN1),
  c('cat-file --batch-command', 'contents HEAD:file\ninfo HEAD\ncontents nothing\ninfo HEAD:dir\n'),
  c('cat-file --batch-command --buffer', 'contents HEAD:file\nflush\ninfo HEAD\n'),
  c('cat-file --batch-command=%(objectname)', 'info HEAD:file\ninfo HEAD\n'),
  c('cat-file --batch-command --follow-symlinks', 'info HEAD:link\ncontents HEAD:dirlink/file\n'),
  c('cat-file --batch-command -z', 'info HEAD:new\nline\0contents HEAD:file\0'),
  c('cat-file --batch-command', 'info HEAD\nflush\ninfo HEAD\n'),
  ...['nonsense', ' info HEAD', '', 'info', 'contents', 'flush x', 'information HEAD', 'info  HEAD'].map(
    (command) => c('cat-file --batch-command --buffer', `info HEAD\nflush\n${command}\ninfo HEAD\n`),
  ),
  c('cat-file --use-mailmap -p HEAD'),
  c('cat-file --use-mailmap commit HEAD'),
  c('cat-file --mailmap tag v1'),
  c('cat-file --use-mailmap -p HEAD:file'),
  c('cat-file --use-mailmap --no-use-mailmap -p HEAD'),
  c('cat-file'),
  c('cat-file HEAD'),
  c('cat-file blob HEAD HEAD'),
  c('cat-file -t'),
  c('cat-file -p HEAD HEAD'),
  c('cat-file -t :/Merge'),
  c('cat-file --batch-check --follow-symlinks', 'HEAD:file:x\na-blob:file\n'),
  c("cat-file '--batch-check=%(objectsize:disk) %(deltabase)'", '4b825dc642cb6eb9a060e54bf8d69288fbee4904\n'),
  c('cat-file --batch-check', ':/Merge\n'),
  c('cat-file --batch-check --follow-symlinks', 'HEAD:..\nHEAD:.\nHEAD:../file\n'),
  c('cat-file -t -s HEAD'),
  c('cat-file -t -t HEAD'),
  c('cat-file --batch --batch-check', NAMES),
  c('cat-file --batch --batch', NAMES),
  c('cat-file --batch HEAD', NAMES),
  c('cat-file --batch -t', NAMES),
  c('cat-file --buffer -t HEAD'),
  c('cat-file --follow-symlinks -t HEAD'),
  c('cat-file --batch-all-objects'),
  c('cat-file -z -t HEAD'),
  c('cat-file --path=x -t HEAD'),
  c('cat-file --no-such-option'),
  c('cat-file -x'),
  usage('cat-file --batch-c', NAMES),
  c('cat-file --batch-ch', NAMES),
  c('cat-file --batch-ch=%(objectname)', NAMES),
  c('cat-file --batch-ch --buf', NAMES),
  c('cat-file --batch-check --buffer --no-buffer', NAMES),
  c('cat-file --batch --buffer=yes', NAMES),
  c('cat-file -t -- HEAD'),
  c('cat-file HEAD -t'),
  c('cat-file --textconv'),
]
