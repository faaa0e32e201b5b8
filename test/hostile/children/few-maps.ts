/** Maps one page until `spare` more maps are all that the system allows, and then reads `path` page by page. */
import { openSync, readFileSync } from 'node:fs'
import { loadLibc } from '../../../src/smmap/backend/libc.js'
import { SlidingWindowMapManager } from '../../../src/smmap/index.js'

const [path, spare] = process.argv.slice(2) as [string, string]

const bytes = readFileSync(path)
const manager = new SlidingWindowMapManager({ backend: 'koffi', windowSize: 4096 })
using cursor = manager.makeCursor(path)

/** Pages that are as the file has them. */
function rightPages(): number {
  let right = 0
  for (let offset = 0; offset < bytes.length; offset += 4096) {
    cursor.useRegion(offset, 4096)
    if (Buffer.compare(cursor.buffer(), bytes.subarray(offset, offset + 4096)) === 0) right++
  }
  cursor.unuseRegion()
  return right
}

const before = rightPages() // loads what is loaded on first use
manager.collect()
const libc = loadLibc()!
const fd = openSync(import.meta.filename, 'r')
const most = Number(readFileSync('/proc/sys/vm/max_map_count', 'utf8'))
const taken = readFileSync('/proc/self/maps', 'utf8').split('\n').length
for (let i = taken; i < most - Number(spare); i++) libc.mmap(fd, 0, 4096)
const after = rightPages()
const { failures } = manager.stats()
console.log(JSON.stringify({ before, after, wasShort: failures > 0 }))
