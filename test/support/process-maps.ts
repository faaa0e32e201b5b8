/** What this process has mapped, as the kernel tells it (Linux: proc(5), `/proc/pid/maps`). */
import { readFileSync } from 'node:fs'

function mapsBelow(folder: string): { path: string; size: number }[] {
  const maps: { path: string; size: number }[] = []
  for (const line of readFileSync('/proc/self/maps', 'latin1').split('\n')) {
    const [range, , , , , ...words] = line.split(/ +/)
    const path = words.join(' ')
    if (!path.startsWith(folder)) continue
    const [begin, end] = range!.split('-').map((address) => Number.parseInt(address, 16))
    maps.push({ path, size: end! - begin! })
  }
  return maps
}

/** The files below `folder` that are mapped, one path a map. */
export function mappedFiles(folder: string): string[] {
  return mapsBelow(folder).map(({ path }) => path)
}

/** Bytes of all maps of files below `folder`. */
export function mappedBytes(folder: string): number {
  return mapsBelow(folder).reduce((sum, { size }) => sum + size, 0)
}
