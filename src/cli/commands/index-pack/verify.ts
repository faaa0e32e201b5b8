/** A pack and its index held against each other: `index-pack --verify`, and what `verify-pack` does for each pack. */
import { existsSync } from 'node:fs'
import { resolvePath } from '../../../base/resolve-path.js'
import type { HashAlgorithm } from '../../../object/hash-algorithm.js'
import { ObjectsElsewhere } from '../../../odb/indexing/objects-elsewhere.js'
import { indexPackFile } from '../../../pack/indexing/index-pack.js'
import { sortByOid } from '../../../pack/indexing/oid-order.js'
import { checkIndex, checkReverseIndex, formatOfIndex } from '../../../pack/verify/check-index.js'
import { type ListedEntries, listedEntries, orderOf } from '../../../pack/verify/listed-entries.js'
import { verifyByIndex } from '../../../pack/verify/verify-by-index.js'
import type { Repository } from '../../../repo/repository.js'
import type { CommandContext } from '../../context.js'
import { FatalError } from '../../failure.js'
import { derivedName } from './arguments.js'
import type { ObjectChecker } from './object-checker.js'
import { listChains, listEntries } from './pack-listing.js'
import { elsewhereOf, helpersFor } from './threads.js'

export interface PackToVerify {
  /** As given; so is what follows. */
  readonly packName: string
  readonly indexName: string
  /** Undefined: a reverse index is not looked at. */
  readonly reverseIndexName: string | undefined
  readonly algorithm: HashAlgorithm
  readonly listing: 'no' | 'quietly' | 'listing' | 'counting'
  /** Looks into the objects too. */
  readonly checker?: ObjectChecker | undefined
  /** How many threads are to make objects; undefined: as many as seem good. */
  readonly threads: number | undefined
}

/**
 * Checks a pack from the first byte to the last and prints what is asked for. As with git, that is printed before
 * the index is compared.
 *
 * @throws {PackmapError} At the first fault.
 */
export function verifyPack(
  { packName, indexName, reverseIndexName, algorithm, listing, checker, threads }: PackToVerify,
  repository: Repository | undefined,
  context: CommandContext,
): void {
  const packPath = resolvePath(context.cwd, packName)
  const indexPath = resolvePath(context.cwd, indexName)
  // Git takes an index for one only where its pack lies beside it, wherever the pack is that it is compared with.
  const besidePath = derivedName(indexPath, 'idx', 'pack')
  if (!existsSync(besidePath)) throw new FatalError(`Cannot open existing pack file '${indexName}'`)
  const elsewhere = repository && elsewhereOf(repository, packPath)
  using existing = elsewhere && new ObjectsElsewhere(elsewhere)
  const helpers = helpersFor(threads, elsewhere)
  const options = { algorithm, existing, inspect: checker?.inspect, helpers }
  const reversePath = reverseIndexName === undefined ? undefined : resolvePath(context.cwd, reverseIndexName)
  const print = (entries: () => ListedEntries): void => {
    if (listing !== 'listing' && listing !== 'counting') return
    const listed = entries()
    if (listing === 'listing') listEntries(listed, context.out)
    listChains(listed, context.out)
  }
  const stem = commonStem(packPath, indexPath)
  if (!checker && stem !== undefined) {
    const isWhole = verifyByIndex(stem, options, (pack, table) => {
      print(() => listedEntries(pack, table))
      const checksum = Buffer.from(pack.index.packChecksum())
      if (reversePath !== undefined) checkReverseIndex(reversePath, { checksum, algorithm }, orderOf(table))
    })
    if (isWhole) return
  }
  const format = formatOfIndex(indexPath, algorithm)
  const contents = indexPackFile(packPath, options)
  checker?.checkLinks(contents, existing)
  print(() => contents.entries)
  const order = sortByOid(contents.entries)
  checkIndex(indexPath, contents, order, format)
  if (reversePath !== undefined) checkReverseIndex(reversePath, contents, order)
}

/** The path of pack and index without their endings, where they have it in common. */
function commonStem(packPath: string, indexPath: string): string | undefined {
  const stem = packPath.replace(/\.pack$/, '')
  return `${stem}.pack` === packPath && `${stem}.idx` === indexPath ? stem : undefined
}
