/** The contents of commits, trees and tags. */
import { parseCommit } from '../../src/object/commit.js'
import { SHA1 } from '../../src/object/hash-algorithm.js'
import { visitReferences } from '../../src/object/references.js'
import { parseTag } from '../../src/object/tag.js'
import { findEntry, Tree } from '../../src/object/tree.js'
import { insist, mayRefuse, touch } from '../refusal.js'
import { git, smallRepository } from '../seeds.js'
import type { FuzzTarget } from '../target.js'

const OID = '0123456789abcdef0123456789abcdef01234567'
const text = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\n'))

function contentOf(name: string, type: string): Buffer {
  return git(smallRepository(), 'cat-file', type, name)
}

export const commit: FuzzTarget = {
  name: 'commit',
  seeds: () => [
    contentOf('main', 'commit'),
    text(
      `tree ${OID}`,
      `parent ${OID}`,
      `parent ${OID}`,
      'author A <a@b> 1 +0200',
      'committer A <a@b> 1 +0200',
      'encoding ISO-8859-1',
      'gpgsig -----BEGIN',
      ' ',
      ' -----END',
      'mergetag object',
      ' type',
      '',
      'subject',
      '',
      'body',
    ),
  ],
  words: [
    `parent ${OID}\n`,
    'tree ',
    'author ',
    ' <',
    '> ',
    '\n\n',
    '\n ',
    'encoding utf-16le\n',
    ' -9999',
    '\0',
  ],
  check: (bytes) => {
    mayRefuse(() => {
      const parsed = parseCommit('oid', bytes, SHA1)
      touch(
        parsed.author?.date,
        parsed.committer?.seconds,
        parsed.messageText,
        parsed.subject,
        parsed.commitDate,
      )
      const headers = parsed.headers.reduce((sum, header) => sum + header.raw.length, 0)
      insist(headers + parsed.message.length <= bytes.length, 'more headers and message than bytes')
    })
    mayRefuse(() => {
      visitReferences('commit', bytes, SHA1, (oid) => {
        touch(oid)
      })
    })
  },
}

export const tag: FuzzTarget = {
  name: 'tag',
  seeds: () => [contentOf('v1', 'tag'), text(`object ${OID}`, 'type blob', 'tag name', '', 'no tagger')],
  words: [`object ${OID}\n`, 'type commit\n', 'tagger ', '\n\n', ' <', '> 1 +', '\0'],
  check: (bytes) => {
    mayRefuse(() => {
      const parsed = parseTag('oid', bytes, SHA1)
      touch(parsed.tagger?.date, parsed.messageText, parsed.nameText)
    })
    mayRefuse(() => {
      visitReferences('tag', bytes, SHA1, (oid) => {
        touch(oid)
      })
    })
  },
}

export const tree: FuzzTarget = {
  name: 'tree',
  seeds: () => [
    contentOf('main^{tree}', 'tree'),
    Buffer.from(`40000 a\0${'x'.repeat(20)}100644 b\0${'y'.repeat(20)}`),
  ],
  words: [
    '100644 ',
    '40000 ',
    '160000 ',
    '0040000 ',
    '777777777777777 ',
    'name\0',
    '..\0',
    Buffer.alloc(20),
    '\0',
  ],
  check: (bytes) => {
    mayRefuse(() => {
      let length = 0
      for (const entry of new Tree('tree', bytes, SHA1)) {
        touch(entry.mode, entry.type, entry.nameText, entry.oid)
        length += entry.name.length + 1 + SHA1.size
      }
      insist(length <= bytes.length, 'more entries than bytes')
    })
    mayRefuse(() => findEntry('tree', bytes, Buffer.from('file'), SHA1))
    mayRefuse(() => {
      visitReferences('tree', bytes, SHA1, (oid) => {
        touch(oid)
      })
    })
  },
}
