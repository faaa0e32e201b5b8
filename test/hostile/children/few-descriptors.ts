/** Run with `ulimit -n`: opens files until the system refuses, gives `spare` back, and reads every object. */
import { closeSync, openSync } from 'node:fs'
import { ObjectDatabase } from '../../../src/odb/object-database.js'

const [objects, backend, spare] = process.argv.slice(2) as [string, 'koffi' | 'read', string]

function readAll(): number {
  using db = ObjectDatabase.open(objects, { backend })
  return Array.from(db.objects()).length
}

readAll() // loads what is loaded on first use
const taken: number[] = []
for (;;) {
  try {
    taken.push(openSync('/dev/null', 'r'))
  } catch {
    break
  }
}
for (let i = 0; i < Number(spare); i++) closeSync(taken.pop()!)
let outcome: string
try {
  outcome = `${readAll()} objects`
} catch (error) {
  outcome = (error as Error).message
}
for (const fd of taken) closeSync(fd)
console.log(outcome)
