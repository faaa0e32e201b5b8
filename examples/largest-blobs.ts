/**
 * Lists the largest blobs of a repository, its whole history: size, bytes that it takes on disk, and oid.
 *
 *     npx tsx examples/largest-blobs.ts fixtures/lighthouse.git 5
 */
import { Repository } from '../src/index.js'

const [path = '.', count = '10'] = process.argv.slice(2)

using repo = Repository.open(path)
const blobs: { oid: string; size: number }[] = []
// The order of the packs is the fastest, and a header costs far less than the object.
for (const oid of repo.odb.oids({ order: 'pack' })) {
  const { type, size } = repo.odb.readHeader(oid)
  if (type === 'blob') blobs.push({ oid, size })
}
blobs.sort((a, b) => b.size - a.size || (a.oid < b.oid ? -1 : 1))
for (const { oid, size } of blobs.slice(0, Number(count))) {
  console.log(`${size} ${repo.odb.storage(oid).diskSize} ${oid}`)
}
