/**
 * The multi-pack-indexes of an objects directory: one file, or a chain of them.
 *
 * Format: gitformat-pack, "multi-pack-index (MIDX) files" and "Incremental multi-pack-index": either
 * `pack/multi-pack-index`, or `pack/multi-pack-index.d/multi-pack-index-chain`, which names one file a line by its
 * checksum. Each of a chain covers its own packs.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PackmapError } from '../base/errors.js'
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import type { FileWindows } from '../pack/file-window.js'
import { MultiPackIndex } from '../pack/midx/multi-pack-index.js'
import { hasVanished } from './damage.js'
import { identityOf, regularFile } from './file-stat.js'

/** A chain is a few lines; what is larger is something else. */
const CHAIN_SIZE_MAX = 1024 * 1024

/**
 * Opens them. One that cannot be read is left out: the packs' own indexes say the same, only slower.
 *
 * @param packDirectory `objects/pack`.
 */
export function openMultiPackIndexes(
  packDirectory: string,
  files: FileWindows,
  algorithm: HashAlgorithm,
  onWarning: (message: string) => void,
): MultiPackIndex[] {
  const opened: MultiPackIndex[] = []
  for (const path of multiPackIndexPaths(packDirectory, algorithm)) {
    try {
      opened.push(new MultiPackIndex(files, path, algorithm))
    } catch (error) {
      if (!(error instanceof PackmapError)) throw error
      // One that git has just replaced is nothing to warn of.
      if (!hasVanished(error)) onWarning(error.message)
    }
  }
  return opened
}

/** Differs when the multi-pack-indexes of a directory are other files than before. */
export function multiPackIndexIdentity(packDirectory: string, algorithm: HashAlgorithm): string {
  return multiPackIndexPaths(packDirectory, algorithm)
    .map((path) => `${path}:${identityOf(regularFile(path))}`)
    .join()
}

function multiPackIndexPaths(packDirectory: string, algorithm: HashAlgorithm): string[] {
  const single = singleMultiPackIndex(packDirectory)
  if (isFile(single)) return [single]
  return multiPackIndexChain(packDirectory, algorithm)?.paths.filter(isFile) ?? []
}

/** Where the multi-pack-index lies that is one file. */
export function singleMultiPackIndex(packDirectory: string): string {
  return join(packDirectory, 'multi-pack-index')
}

/** The files that a chain names, the lowest layer first. */
export interface MultiPackIndexChain {
  readonly paths: readonly string[]
  /** The first line that names none; what follows it counts for git as not there. */
  readonly badLine: string | undefined
}

/** Reads `multi-pack-index-chain`; undefined where there is none, or one that is larger than any chain. */
export function multiPackIndexChain(
  packDirectory: string,
  algorithm: HashAlgorithm,
): MultiPackIndexChain | undefined {
  const folder = `${singleMultiPackIndex(packDirectory)}.d`
  const chain = join(folder, 'multi-pack-index-chain')
  const size = regularFile(chain)?.size ?? 0
  if (size === 0 || size > CHAIN_SIZE_MAX) return undefined
  const isChecksum = (line: string): boolean => line.length === algorithm.hexSize && /^[0-9a-f]+$/.test(line)
  const lines = readFileSync(chain, 'latin1').replace(/\n$/, '').split('\n')
  return {
    paths: lines.filter(isChecksum).map((checksum) => join(folder, `multi-pack-index-${checksum}.midx`)),
    badLine: lines.find((line) => !isChecksum(line)),
  }
}

function isFile(path: string): boolean {
  return (regularFile(path)?.size ?? 0) > 0
}
