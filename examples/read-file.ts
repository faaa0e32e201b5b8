/**
 * Prints one file of a revision, and on standard error where its bytes lie.
 *
 *     npx tsx examples/read-file.ts fixtures/lighthouse.git v0.1:lights.csv
 */
import { Repository } from '../src/index.js'

const [path = '.', revision = 'HEAD:README.md'] = process.argv.slice(2)

using repo = Repository.open(path)
const { oid, type, size, data } = repo.odb.read(repo.resolve(revision))
process.stdout.write(data)

const { storage, offset, chain } = repo.odb.explain(oid)
console.error(`${type} ${oid}, ${size} bytes, ${storage} at byte ${offset}, ${chain.length - 1} deltas`)
