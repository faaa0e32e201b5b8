/**
 * Lists the commits that changed one file, newest first, as `git log -- <file>` does, with the file's size in each.
 *
 *     npx tsx examples/file-history.ts fixtures/lighthouse.git flash.js
 */
import { Repository, UnknownRevisionError } from '../src/index.js'

const [path = '.', file = 'README.md'] = process.argv.slice(2)

using repo = Repository.open(path)
for (const { oid, author, subject } of repo.log({ path: file })) {
  const day = author?.date?.toISOString().slice(0, 10) ?? 'some day'
  console.log(`${oid.slice(0, 7)} ${day} ${author?.nameText ?? ''}: ${subject} (${sizeIn(oid)})`)
}

function sizeIn(commit: string): string {
  try {
    return `${repo.readHeader(repo.resolve(`${commit}:${file}`)).size} bytes`
  } catch (error) {
    if (error instanceof UnknownRevisionError) return 'removed'
    throw error
  }
}
