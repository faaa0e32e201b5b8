/**
 * The mapping engine alone, on a file of any size: finds the first line of a sorted log that is not before a given one.
 *
 *     npx tsx examples/search-log.ts <file> <first characters of a line>
 *
 * Bisection touches a few dozen places, so a log of many gigabytes costs no more memory than the limit says. The
 * lines must be in order of their bytes, as lines are that begin with the time (2026-08-30T17:05:12Z …).
 */
import { SlidingWindowMapBuffer, SlidingWindowMapManager } from '../src/smmap/index.js'

const [path, wanted] = process.argv.slice(2)
if (path === undefined || wanted === undefined) {
  console.error('usage: search-log.ts <file> <first characters of a line>')
  process.exit(1)
}

const MIB = 1024 * 1024
const NEWLINE = 0x0a

using manager = new SlidingWindowMapManager({
  windowSize: MIB,
  maxMemorySize: 8 * MIB,
  strict: true,
  advice: 'random',
})
using cursor = manager.makeCursor(path) // nothing is mapped yet
using log = new SlidingWindowMapBuffer(cursor)

console.log(lineAt(firstLineNotBefore(Buffer.from(wanted))))
const { mappedBytes, maps } = manager.stats()
console.error(`${log.length} bytes searched through ${maps} windows, ${mappedBytes} bytes mapped`)

/** Index of the first byte of the line; the length of the log if every line is before `key`. */
function firstLineNotBefore(key: Uint8Array): number {
  let low = 0
  let high = log.length
  while (low < high) {
    const begin = lineBegin(Math.floor((low + high) / 2))
    if (Buffer.compare(log.subarray(begin, begin + key.length), key) < 0) low = lineEnd(begin) + 1
    else high = begin
  }
  return low
}

function lineAt(begin: number): string {
  return new TextDecoder().decode(log.subarray(begin, lineEnd(begin)))
}

function lineBegin(index: number): number {
  while (index > 0 && log.at(index - 1) !== NEWLINE) index--
  return index
}

function lineEnd(index: number): number {
  while (index < log.length && log.at(index) !== NEWLINE) index++
  return index
}
