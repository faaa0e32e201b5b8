// Something of everything in the package, threads included. Prints one line, which is the same in every runtime.
import git from 'packmap/isomorphic-git'
import { Repository } from 'packmap'
import { SlidingWindowMapManager } from 'packmap/smmap'

async function tour(gitdir, threads) {
  const repo = Repository.open(gitdir)
  const { type, size } = repo.odb.read(repo.resolve('HEAD:README.md'))
  const log = [...repo.log({ limit: 3 })].map(({ oid }) => oid.slice(0, 7))
  const walked = [...repo.walkObjects({ from: 'HEAD' })].length
  let scanned = 0
  await repo.odb.scan(() => {
    scanned++
  })
  const { objects, damaged } = await repo.odb.verify({ threads })
  const late = threads > 1 ? (await repo.odb.readAsync(repo.resolve('HEAD^{tree}'))).type : 'tree'
  repo.close()

  const manager = new SlidingWindowMapManager({ windowSize: 65_536 })
  const cursor = manager.makeCursor(`${gitdir}/packed-refs`)
  cursor.useRegion(2, 9)
  const text = new TextDecoder().decode(cursor.buffer())
  cursor[Symbol.dispose]()
  manager[Symbol.dispose]()

  const [newest] = await git.log({ gitdir, depth: 1 })
  return { type, size, log, walked, scanned, objects, damaged, late, text, newest: newest.oid }
}

const [gitdir, threads = '2'] = process.argv.slice(2)
tour(gitdir, Number(threads)).then((seen) => {
  console.log(JSON.stringify(seen))
})
