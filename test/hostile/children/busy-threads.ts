/** Reads in threads for ever, and says when they are at it; or, with `idle`, once, and leaves the threads as they are. */
import { ObjectDatabase } from '../../../src/odb/object-database.js'

const [objects, oid, how] = process.argv.slice(2) as [string, string, 'busy' | 'idle']

const db = ObjectDatabase.open(objects)
const { size } = await db.readAsync(oid)
console.log(size)
while (how === 'busy') await Promise.all(Array.from({ length: 100 }, () => db.readAsync(oid)))
