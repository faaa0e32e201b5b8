/** How the work of a scan is parted among threads. */
import { PackmapError } from '../../base/errors.js'
import type { Pack } from '../../pack/pack.js'
import { splitTree, UNIT_WORDS } from '../../pack/traverse/split-tree.js'
import type { SharedPackTable } from '../../pack/traverse/pack-table.js'
import type { ObjectSource } from '../object-source.js'
import { markDuplicates } from './duplicates.js'
import { PARTS_BESIDE } from '../enumerate.js'
import type { PlannedPack, ScanPlan } from './scan-messages.js'

/** Units for each thread: enough for all to end at about the same time. */
const UNITS_PER_THREAD = 48
/** A pack with less than this share of a thread's work is left in one piece. */
const WHOLE_SHARE = 1 / 8

/** What a thread does at a time. */
export type ScanJob =
  | { readonly kind: 'unit'; readonly pack: number; readonly at: number }
  | { readonly kind: 'lost'; readonly pack: number }
  | { readonly kind: 'pack'; readonly pack: number }
  | { readonly kind: 'loose'; readonly part: number }

/**
 * @param packs Those whose indexes can be read, opened.
 * @param tableOf Makes the table of a pack.
 */
export function planScan(
  source: ObjectSource,
  packs: readonly Pack[],
  threads: number,
  tableOf: (pack: Pack) => SharedPackTable,
): ScanPlan {
  const duplicates = markDuplicates(packs, source.files)
  const total = packs.reduce((sum, pack) => sum + workOf(pack), 0)
  const share = (total / threads) * WHOLE_SHARE
  const planned = packs.map((pack, i): PlannedPack => {
    const whole = { stem: pack.stem, duplicates: duplicates[i], table: undefined, units: new Int32Array(0) }
    const work = workOf(pack)
    if (threads === 1 || work < share) return whole
    try {
      const table = tableOf(pack)
      return { ...whole, table, units: splitTree(table, UNITS_PER_THREAD * threads * (work / total)) }
    } catch (error) {
      if (error instanceof PackmapError) return whole // reading it will tell
      throw error
    } finally {
      source.end()
    }
  })
  return { packs: planned }
}

function workOf({ index }: Pack): number {
  return index.objectCount
}

/** The jobs of a plan, by number, the same in every thread. */
export function jobsOf({ packs }: ScanPlan): ScanJob[] {
  const jobs: ScanJob[] = []
  for (const [pack, { table, units }] of packs.entries()) {
    if (!table) continue
    for (let at = 0; at < units.length; at += UNIT_WORDS) jobs.push({ kind: 'unit', pack, at })
    jobs.push({ kind: 'lost', pack })
  }
  for (const [pack, { table }] of packs.entries()) if (!table) jobs.push({ kind: 'pack', pack })
  for (let part = 0; part < PARTS_BESIDE; part++) jobs.push({ kind: 'loose', part })
  return jobs
}
