/** What the system says of this process (Linux: proc(5)): maps, descriptors, memory. Elsewhere it says nothing. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Whether the system tells. */
export const HAS_PROC = process.platform === 'linux'

/** Bytes that this process has mapped of files at or below `folder`, in whole pages. */
export function mappedBytesBelow(folder: string): number {
  let bytes = 0
  for (const line of readFileSync('/proc/self/maps', 'latin1').split('\n')) {
    // "5581-5582 r--p 00000000 08:01 1234   /a/path": the path follows a run of blanks.
    const at = line.indexOf(folder)
    if (at === -1 || line[at - 1] !== ' ') continue
    const dash = line.indexOf('-')
    const begin = Number.parseInt(line.slice(0, dash), 16)
    bytes += Number.parseInt(line.slice(dash + 1, line.indexOf(' ')), 16) - begin
  }
  return bytes
}

/** Descriptors that this process has open on files at or below `folder`. */
export function descriptorsBelow(folder: string): number {
  let open = 0
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder)) open++
    } catch {
      // the descriptor that listed the folder is gone by now
    }
  }
  return open
}

/** Anonymous resident memory in bytes: heap, stacks and copies, without mapped files. Null: not told. */
export function anonymousBytes(): number | null {
  if (!HAS_PROC) return null
  const kibibytes = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]
  return kibibytes === undefined ? null : Number(kibibytes) * 1024
}
