/**
 * What the system lets this process have: `ulimit -n`, `ulimit -v` and `ulimit -d`.
 *
 * Only Linux tells, in `/proc` (proc_pid_limits(5), proc_pid_statm(5)); elsewhere, and in a container without it, nothing
 * is known, and that is no limit.
 */
import { readFileSync } from 'node:fs'

/** Soft limits as `/proc/self/limits` names them. */
const LIMIT_NAMES = ['Max open files', 'Max address space', 'Max data size'] as const
type LimitName = (typeof LIMIT_NAMES)[number]

/** Pages of `/proc/self/statm`. Where they are larger than this, more is left than is said. */
const PAGE_SIZE = 4096
/** Fields of `/proc/self/statm`: the whole address space, and of it data and stack. */
const SIZE = 0
const DATA = 5

const MIB = 1024 ** 2

/**
 * Bytes that are left to V8, which ends the process when it gets none: its heap grows, and the C library reserves 64 MiB
 * for each of the four threads that collect its garbage, at the first collection.
 */
const LEFT_TO_V8 = 320 * MIB

/** Bytes that starting a thread takes, and V8 dies without. 590 MiB were seen. */
export const THREAD_ADDRESSES = 768 * MIB

/** The part of what can be used that one purpose may take: a cache, maps, one object. */
const SHARE = 1 / 4

const limits = new Map<LimitName, number | undefined>()

/** The soft limit; undefined: unknown. Asked once, for programs rarely change their own. */
export function processLimit(name: LimitName): number | undefined {
  if (limits.size === 0 && process.platform === 'linux') {
    const text = readProc('limits')
    for (const each of LIMIT_NAMES) {
      const soft = new RegExp(`^${each}\\s+(\\d+|unlimited)`, 'm').exec(text)?.[1]
      limits.set(each, soft === undefined ? undefined : soft === 'unlimited' ? Infinity : Number(soft))
    }
  }
  return limits.get(name)
}

/**
 * Bytes by which what the process has mapped and allocated may grow, besides what V8 needs; `Infinity`: unknown, or no
 * limit. Asks the system each time that there is a limit.
 */
export function addressesLeft(): number {
  const size = processLimit('Max address space') ?? Infinity
  const data = processLimit('Max data size') ?? Infinity
  if (size === Infinity && data === Infinity) return Infinity
  const pages = readProc('statm').split(' ').map(Number)
  const taken = (field: number): number => (pages[field] ?? 0) * PAGE_SIZE
  return Math.max(0, Math.min(size - taken(SIZE), data - taken(DATA)) - LEFT_TO_V8)
}

/** Of bytes that are left, those that one purpose may take: a cache, maps, one object. */
export function fairShareOf(left: number): number {
  return left * SHARE
}

function readProc(file: string): string {
  try {
    return readFileSync(`/proc/self/${file}`, 'utf8')
  } catch {
    return ''
  }
}
