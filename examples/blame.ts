/**
 * Counts whose lines the files of a revision are, with the names that the mailmap says.
 *
 *     npx tsx examples/blame.ts fixtures/lighthouse.git HEAD
 */
import { parseCommit, Repository } from '../src/index.js'

const [path = '.', revision = 'HEAD'] = process.argv.slice(2)

using repo = Repository.open(path)
const linesOf = new Map<string, number>()
for (const { path: file, newOid } of repo.diff(undefined, revision)) {
  if (repo.read(newOid).data.includes(0)) continue // not text
  for (const { commit, count } of repo.blame(revision, file)) {
    const author = parseCommit(commit, repo.read(commit).data, repo.algorithm).author?.nameText ?? ''
    linesOf.set(author, (linesOf.get(author) ?? 0) + count)
  }
}
for (const [author, lines] of [...linesOf].sort(([, a], [, b]) => b - a)) {
  console.log(`${String(lines).padStart(6)}  ${author}`)
}
