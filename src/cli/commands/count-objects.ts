/** `packmap count-objects`: loose objects and packs, and the room that they take. */
import { lstatSync, readdirSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { UsageError } from '../failure.js'
import { parseOptions } from '../options/parse-options.js'
import { humanise } from '../text/byte-size.js'
import { pathFromTop } from '../text/path-from-top.js'
import { textToRaw } from '../../object/raw-text.js'
import { quotePath } from '../../text/quote-path.js'

/** What `stat` counts its blocks in, whatever the file system's own. */
const BLOCK_SIZE = 512

export const description: CommandDescription = {
  name: 'count-objects',
  forms: ['[-v | --verbose] [-H | --human-readable]'],
  description: `Counts loose objects and the room that they take on disk; with -v also packs, and files in the objects
folder that do not belong there.`,
  options: [
    { long: 'verbose', short: 'v', help: 'packs and garbage too' },
    { long: 'human-readable', short: 'H', help: 'sizes with units' },
  ],
  examples: [{ command: 'packmap count-objects -vH', purpose: 'how large the repository is' }],
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  if (options.operands.length > 0) throw new UsageError('')
  const { odb } = context.repository()
  const isHuman = options.has('human-readable')
  const isVerbose = options.has('verbose')
  let packable = 0
  const loose = countLoose(odb.path, odb.algorithm.hexSize, (oid) => {
    if (isVerbose && odb.isPacked(oid)) packable++
  })
  if (!isVerbose) {
    const size = isHuman ? humanise(loose.size) : `${Math.floor(loose.size / 1024)} kilobytes`
    context.out.text(`${loose.count} objects, ${size}\n`)
    return 0
  }
  const folder = join(odb.path, 'pack')
  const packs = odb.packs().filter(({ path }) => dirname(path) === folder)
  const garbage = [...loose.garbage, ...packGarbage(folder)]
  for (const { path, reason } of garbage)
    context.complain(`warning: ${reason}: ${pathFromTop(path, context.repository())}`)
  const size = (bytes: number): string => (isHuman ? humanise(bytes) : String(Math.floor(bytes / 1024)))
  const lines = [
    `count: ${loose.count}`,
    `size: ${size(loose.size)}`,
    `in-pack: ${packs.reduce((sum, { objectCount }) => sum + objectCount, 0)}`,
    `packs: ${packs.length}`,
    `size-pack: ${size(packs.reduce((sum, { packSize, indexSize }) => sum + packSize + indexSize, 0))}`,
    `prune-packable: ${packable}`,
    `garbage: ${garbage.length}`,
    `size-garbage: ${size(garbage.reduce((sum, { path }) => sum + sizeOf(path), 0))}`,
  ]
  for (const directory of odb.directories.slice(1)) {
    lines.push(`alternate: ${quotePath(textToRaw(directory), true)}`)
  }
  context.out.raw(`${lines.join('\n')}\n`)
  return 0
}

interface Garbage {
  readonly path: string
  readonly reason: string
}

/**
 * The loose objects of an objects folder, the room that they take on disk, and what else lies among them.
 *
 * @param visit Told of every object: a repository that was never packed has more than should be in memory.
 */
function countLoose(
  objects: string,
  hexSize: number,
  visit: (oid: string) => void,
): { count: number; size: number; garbage: Garbage[] } {
  const found = { count: 0, size: 0, garbage: [] as Garbage[] }
  for (let bucket = 0; bucket < 256; bucket++) {
    const name = bucket.toString(16).padStart(2, '0')
    const folder = join(objects, name, sep)
    for (const file of namesIn(folder)) {
      const path = `${folder}${file}`
      const stat = lstatSync(path, { throwIfNoEntry: false })
      if (file.length === hexSize - 2 && /^[0-9a-f]+$/.test(file) && stat?.isFile()) {
        found.count++
        found.size += stat.blocks * BLOCK_SIZE
        visit(name + file)
      } else {
        found.garbage.push({ path, reason: 'garbage found' })
      }
    }
  }
  return found
}

const PACK_FILE = /\.(?:idx|rev|pack|bitmap|keep|promisor|mtimes)$/

/** Files in the pack folder that belong to no pack. */
function packGarbage(folder: string): Garbage[] {
  const garbage: Garbage[] = []
  const names = namesIn(folder).sort()
  const known = new Set(names)
  for (const name of names) {
    const path = join(folder, name)
    if (name === 'multi-pack-index' || /^multi-pack-index.*\.(?:bitmap|rev)$/.test(name)) continue
    if (!PACK_FILE.test(name)) {
      garbage.push({ path, reason: 'garbage found' })
      continue
    }
    const base = name.slice(0, name.lastIndexOf('.'))
    const hasPack = known.has(`${base}.pack`)
    const hasIndex = known.has(`${base}.idx`)
    if (hasPack && hasIndex) continue
    const missing = hasPack ? '.idx' : hasIndex ? '.pack' : '.idx or .pack'
    garbage.push({ path, reason: `no corresponding ${missing}` })
  }
  return garbage
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // a bucket without objects has no folder
  }
}

function sizeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0
}
