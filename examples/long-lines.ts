/**
 * Counts the lines of all blobs of a repository, its whole history, over worker threads, and finds the longest line.
 *
 *     npx tsx examples/long-lines.ts fixtures/lighthouse.git 2
 *
 * This file is both sides: the program, and the module that runs in each thread and whose export makes the visitor.
 */
import { isMainThread } from 'node:worker_threads'
import { Repository, type ThreadVisitor } from '../src/index.js'

interface Found {
  readonly lines: number
  readonly longest: number
  readonly oid: string
}

const LF = 0x0a

/** Called once in each thread. */
export function visitor(): ThreadVisitor<Found> {
  let lines = 0
  let longest = -1
  let longestIn = ''
  return {
    // `data` is a view: it is gone when this returns.
    visit(object) {
      const { data } = object
      let begin = 0
      for (let end = data.indexOf(LF); end >= 0; end = data.indexOf(LF, begin)) {
        lines++
        if (end - begin > longest) {
          longest = end - begin
          longestIn = object.oid
        }
        begin = end + 1
      }
    },
    result: () => ({ lines, longest, oid: longestIn }),
  }
}

if (isMainThread) {
  const [path = '.', threads = '2'] = process.argv.slice(2)
  using repo = Repository.open(path)
  const module = new URL(import.meta.url)
  const { results } = await repo.odb.scan<Found>(
    { module, export: 'visitor' },
    { types: ['blob'], threads: Number(threads) },
  )
  const lines = results.reduce((sum, found) => sum + found.lines, 0)
  const [first] = [...results].sort((a, b) => b.longest - a.longest)
  console.log(`${lines} lines; the longest has ${first!.longest} bytes and is in ${first!.oid}`)
}
