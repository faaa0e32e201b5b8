/** Files of a git folder that are no objects: refs, configuration, commit-graph, git's index, alternates. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SHA1 } from '../../src/object/hash-algorithm.js'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { crc32 } from '../../src/base/crc32.js'
import { CommitGraph } from '../../src/repo/commit-graph/commit-graph.js'
import { GraphFile } from '../../src/repo/commit-graph/graph-file.js'
import { Config } from '../../src/repo/config/config.js'
import { parseConfig } from '../../src/repo/config/parse-config.js'
import { IndexFile } from '../../src/repo/index-file/index-file.js'
import { parseIndexFile } from '../../src/repo/index-file/parse-index-file.js'
import { mergeSplitIndex, parseLink } from '../../src/repo/index-file/split-index.js'
import { parseLooseRef } from '../../src/repo/refs/loose-refs.js'
import { PackedRefs } from '../../src/repo/refs/packed-refs.js'
import { mergeRecords } from '../../src/repo/refs/reftable/merged-records.js'
import { TableFile } from '../../src/repo/refs/reftable/table-file.js'
import { logKeyOf, logRecords, refRecords } from '../../src/repo/refs/reftable/table-records.js'
import { reflogEntries } from '../../src/repo/refs/reflog-lines.js'
import { insist, mayRefuse, touch } from '../refusal.js'
import { filesOf, FIXTURES, scratchFolder, smallRepository } from '../seeds.js'
import type { FuzzTarget } from '../target.js'

const OID = '0123456789abcdef0123456789abcdef01234567'

function ownFile(path: string): Uint8Array {
  return readFileSync(join(smallRepository(), '.git', path))
}

/** Every fourth byte of the first `size`. */
function words(size: number): number[] {
  return Array.from({ length: Math.floor(size / 4) }, (_, i) => i * 4)
}

export const packedRefs: FuzzTarget = {
  name: 'packed-refs',
  seeds: () => [
    ownFile('packed-refs'),
    Buffer.from(`# pack-refs with: sorted \n${OID} refs/heads/a\n${OID} refs/tags/b\n^${OID}\n`),
    Buffer.from(`${OID} refs/tags/b\n^${OID}\n${OID} refs/heads/a\n`),
  ],
  words: [`${OID} refs/x\n`, `^${OID}\n`, '# pack-refs with: sorted\n', '\n', '^', ' '],
  check: (bytes) => {
    mayRefuse(() => {
      const refs = new PackedRefs(bytes, 'packed-refs', SHA1)
      const names = Array.from(refs.list('refs/'), ({ name }) => name)
      insist(names.length * (OID.length + 2) <= bytes.length, 'more refs than bytes')
      for (const name of ['refs/heads/main', 'refs/heads/a', 'refs/zzz']) touch(refs.find(name))
    })
  },
}

export const looseRef: FuzzTarget = {
  name: 'loose-ref',
  seeds: () => [Buffer.from(`${OID}\n`), Buffer.from('ref: refs/heads/main\n')],
  words: ['ref:', '../', 'refs/', '\n', '\0', '//', '.lock', ' '],
  check: (bytes) => {
    const value = parseLooseRef(Buffer.from(bytes).toString(), SHA1)
    if (value.kind === 'symbolic')
      insist(!/(^|\/)\.\.?(\/|$)|\0/.test(value.target), 'a ref that leaves its folder')
  },
}

export const reflog: FuzzTarget = {
  name: 'reflog',
  seeds: () => [ownFile('logs/HEAD')],
  words: ['\n', '\t', `${OID} ${OID} `],
  check: (bytes) => {
    insist(Array.from(reflogEntries(bytes, SHA1)).length * 82 <= bytes.length, 'more entries than bytes')
  },
}

export const reftable: FuzzTarget = {
  name: 'reftable',
  seeds: () =>
    ['reftable-sha1.git', 'reftable-sha256.git'].flatMap((name) =>
      filesOf(join(FIXTURES, 'newer-git', name, 'reftable'), '.ref'),
    ),
  fields: (seed) => [...words(64), ...words(seed.length)],
  repair: (bytes) => {
    const repaired = Buffer.from(bytes)
    const headerSize = repaired[4] === 2 ? 28 : 24
    const footerAt = repaired.length - headerSize - 44
    if (footerAt < headerSize) return repaired
    repaired.copy(repaired, footerAt, 0, headerSize)
    repaired.writeUInt32BE(crc32(repaired.subarray(footerAt, repaired.length - 4)), repaired.length - 4)
    return repaired
  },
  check: (bytes) => {
    mayRefuse(() => {
      const table = new TableFile('table', bytes)
      const limit = 64 * bytes.length
      for (const from of ['', 'refs/heads/main']) {
        mayRefuse(() => {
          let count = 0
          for (const { key, value } of mergeRecords([refRecords(table, Buffer.from(from))])) {
            touch(key, value)
            insist(count++ < limit, 'more refs than the file can hold')
          }
        })
      }
      for (const name of ['HEAD', 'refs/heads/main']) {
        mayRefuse(() => {
          let count = 0
          for (const { value } of logRecords(table, logKeyOf(name))) {
            touch(value)
            insist(count++ < 1032 * limit, 'more entries than the file can hold')
          }
        })
      }
    })
  },
}

export const config: FuzzTarget = {
  name: 'config',
  seeds: () => [
    ownFile('config'),
    Buffer.from(
      '[core]\n\tbare = true\n[remote "a\\"b"]\n\turl = "x # y" ; z\n\tfetch = a\\\n b\n[a.B]\nc\nd = 10k\n',
    ),
  ],
  words: ['[', ']', '"', '\\', '\\\n', '=', '#', ';', '\r\n', '[include]\npath = x\n', '\ufeff', '\0'],
  check: (bytes) => {
    mayRefuse(() => {
      const entries = parseConfig(Buffer.from(bytes).toString(), 'config')
      insist(entries.length <= bytes.length, 'more variables than bytes')
      const loaded = new Config(entries.map((entry) => ({ ...entry, scope: 'local', origin: 'config' })))
      for (const { name } of entries.slice(0, 20)) {
        mayRefuse(() => loaded.getBool(name))
        mayRefuse(() => loaded.getInt(name))
      }
      touch(loaded.subsections('remote'))
    })
  },
}

export const commitGraph: FuzzTarget = {
  name: 'commit-graph',
  seeds: () => [ownFile('objects/info/commit-graph')],
  fields: (seed) => words(seed.length),
  check: (bytes) => {
    mayRefuse(() => {
      const file = new GraphFile('graph', bytes, SHA1)
      const graph = new CommitGraph([file], SHA1)
      insist(graph.commitCount * SHA1.size <= bytes.length, 'more commits than bytes')
      for (let position = 0; position < Math.min(graph.commitCount, 50); position++) {
        const oid = file.oidAt(position)
        mayRefuse(() => {
          touch(graph.find(oid)?.parents)
        })
        mayRefuse(() => {
          touch(graph.mayHaveChanged(oid, [Buffer.from('folder/other')]))
        })
      }
      mayRefuse(() => file.bases())
    })
  },
}

export const indexFile: FuzzTarget = {
  name: 'index-file',
  seeds: () => [ownFile('index'), filesOf(join(smallRepository(), '.git'), 'index')[0]!],
  fields: (seed) => [...words(12), ...words(seed.length)],
  words: ['link\0\0\0\x14', 'TREE\0\0\0\0', 'xxxx\0\0\0\0', Buffer.alloc(20)],
  check: (bytes) => {
    mayRefuse(() => {
      const { entries, link } = parseIndexFile(bytes, 'index', SHA1)
      const index = new IndexFile(entries)
      touch(index.at(Buffer.from('file')), index.sparseFolderOf(Buffer.from('a/b/c')))
      if (link) mayRefuse(() => mergeSplitIndex(entries, entries, parseLink(link, 'index', SHA1), 'index'))
    })
  },
}

let alternatesFolder: string | undefined

export const alternates: FuzzTarget = {
  name: 'alternates',
  seeds: () => [
    Buffer.from('../../other/objects\n# comment\n"quoted\\tpath"\n/absolute\n'),
    Buffer.from('.\n'),
  ],
  words: ['"', '\\', '\\377', '\n', '../', '/', '\0', '#', 'x'.repeat(300)],
  check: (bytes) => {
    alternatesFolder ??= scratchFolder()
    mkdirSync(join(alternatesFolder, 'info'), { recursive: true })
    writeFileSync(join(alternatesFolder, 'info/alternates'), bytes)
    // Never outside of the folder: the fuzzer shall not depend on what lies elsewhere on the machine.
    const inside = alternatesFolder
    const mayFollow = (path: string): boolean => path.startsWith(inside)
    using db = ObjectDatabase.open(alternatesFolder, { alternates: mayFollow, backend: 'read', cacheSize: 0 })
    insist(!db.has(OID), 'an object out of nothing')
    insist(readdirSync(inside).length > 0, 'the folder is gone')
  },
}
