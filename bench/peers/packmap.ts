/**
 * packmap as a library, from the build.
 *
 * With `again` as last argument the work is done once before, over databases of its own: what is measured then finds V8
 * warmed up, as a server has it, and no object in a cache.
 */
import { join } from 'node:path'
import type * as Packmap from '../../src/index.js'
import { Digest } from '../harness/digest.js'
import { inputLines } from '../harness/inputs.js'
import { measure, taskFromArguments } from './report.js'

const built = new URL('../../dist/index.mjs', import.meta.url).href
const { ObjectDatabase, Repository } = (await import(built)) as typeof Packmap
const visitor = { module: new URL('./visitor.js', import.meta.url) }

const MIB = 1024 * 1024
const { id, gitDir, inputs, count } = taskFromArguments()
const isAgain = process.argv[6] === 'again'
const digest = new Digest()
const opened: Disposable[] = []
const objects = join(gitDir, 'objects')

const work: Record<string, () => number | Promise<number>> = {
  W1: () => reads(openDatabase()),
  W9: () => reads(openDatabase({ windowSize: MIB, maxMemorySize: 32 * MIB, strict: true })),
  W1m() {
    let done = 0
    for (const { data } of openDatabase().readMany(inputLines(inputs, 'oids', count))) {
      digest.content(data)
      done++
    }
    return done
  },
  W2() {
    const odb = openDatabase()
    return each('oids', (oid) => {
      const { type, size } = odb.readHeader(oid)
      digest.number(size + type.length)
    })
  },
  W3: () => scan(),
  W3c() {
    let done = 0
    for (const { data } of openDatabase().objects({ order: 'pack' })) {
      digest.content(data)
      done++
    }
    return done
  },
  W3t: () => scanInThreads(),
  W4: () => scan('oid'),
  W4t: () => scanInThreads('oid'),
  W5a() {
    const odb = openDatabase()
    return each('halfMissing', (oid) => {
      digest.number(odb.has(oid) ? 1 : 0)
    })
  },
  W5b() {
    const odb = openDatabase()
    return each('abbreviations', (prefix) => {
      digest.oid(odb.expand(prefix))
    })
  },
  W6() {
    const repository = Repository.open(gitDir, { gitDir })
    opened.push(repository)
    return each('paths', (revision) => {
      digest.oid(repository.resolve(revision))
    })
  },
  W8() {
    const odb = openDatabase()
    return each('first', (oid) => {
      digest.content(odb.read(oid).data)
    })
  },
}

if (isAgain) {
  await work[id]!()
  for (const each of opened.splice(0)) each[Symbol.dispose]()
  digest.value = 0
}
await measure(digest, work[id]!)

function openDatabase(options?: Packmap.ObjectDatabaseOptions): Packmap.ObjectDatabase {
  const odb = ObjectDatabase.open(objects, options)
  opened.push(odb)
  return odb
}

function each(input: string, visit: (line: string) => void): number {
  const lines = inputLines(inputs, input, count)
  for (const line of lines) visit(line)
  return lines.length
}

function reads(odb: Packmap.ObjectDatabase): number {
  return each('oids', (oid) => {
    digest.content(odb.read(oid).data)
  })
}

async function scan(verify: 'none' | 'oid' = 'none'): Promise<number> {
  let done = 0
  const visit = ({ data }: { data: Uint8Array }): void => {
    digest.content(data)
    done++
  }
  await openDatabase().scan(visit, { verify })
  return done
}

async function scanInThreads(verify: 'none' | 'oid' = 'none'): Promise<number> {
  const { results } = await openDatabase().scan<{ count: number; sum: number }>(visitor, {
    threads: 2,
    verify,
  })
  for (const { sum } of results) digest.number(sum)
  return results.reduce((done, result) => done + result.count, 0)
}
