/**
 * The same database in another thread: what has to be told for opening it there, and the share that it gets of what
 * the database may map and cache.
 */
import { formatByteSize } from '../base/byte-size.js'
import { addressesLeft, THREAD_ADDRESSES } from '../base/process-limits.js'
import { SHA1, SHA256 } from '../object/hash-algorithm.js'
import { MapBudget } from '../smmap/index.js'
import { ThreadError } from './errors.js'
import { ObjectSource } from './object-source.js'
import type { ObjectDatabaseOptions } from './options.js'

/** Less than this is too little for a thread to work with. */
const MAPPED_BYTES_MIN = 4 * 1024 * 1024
const MEBIBYTE = 1024 * 1024
const CACHE_SIZE_DEFAULT = 96 * MEBIBYTE

/** What a message can carry of a database. */
export interface SentSource {
  readonly path: string
  readonly algorithm: 'sha1' | 'sha256'
  /** The counters of the budget that all its threads draw on. */
  readonly budget: SharedArrayBuffer
  readonly options: Omit<ObjectDatabaseOptions, 'algorithm' | 'onWarning'>
}

/**
 * How many threads the limits of a database, and of the process, leave room for, of those that are wanted.
 *
 * @throws {ThreadError} There is no room for one.
 */
export function threadsWithin(source: ObjectSource, wanted: number): number {
  const { maxMemorySize, budget } = source.options
  const left = addressesLeft()
  if (left < THREAD_ADDRESSES) {
    const detail = `starting one takes ${formatByteSize(THREAD_ADDRESSES)} of address space`
    throw new ThreadError(
      'threads',
      `${detail}, and ${formatByteSize(left)} are left; raise its limit (ulimit -v)`,
    )
  }
  if (budget) return 1 // which is of all that is read, and no two threads count together
  // One share stays with the thread that has the database.
  const most = maxMemorySize ? Math.floor(maxMemorySize / MAPPED_BYTES_MIN) - 1 : Infinity
  return Math.max(1, Math.min(wanted, most, Math.floor(left / THREAD_ADDRESSES)))
}

/**
 * A database for `threads` threads.
 *
 * @throws {TypeError} Its backend is an object, which cannot go to another thread.
 */
export function sendSource(source: ObjectSource, threads: number): SentSource {
  const { options, directories } = source
  const { backend, maxMemorySize, cacheSize = CACHE_SIZE_DEFAULT } = options
  if (typeof backend === 'object')
    throw new TypeError('a backend of one’s own cannot be used in worker threads')
  const [path, ...others] = directories
  const plain = Object.fromEntries(
    Object.entries(options).filter(([name, value]) => typeof value !== 'function' && name !== 'algorithm'),
  )
  return {
    path: path!,
    algorithm: source.algorithm.name,
    budget: (source.mapBudget ?? MapBudget.ofProcess()).shared,
    options: {
      ...plain,
      // Which may be followed has been decided.
      alternates: false,
      alternateDirectories: others,
      cacheSize: Math.floor(cacheSize / (2 * threads)),
      ...(maxMemorySize ? { maxMemorySize: Math.floor(maxMemorySize / (threads + 1)) } : {}),
    },
  }
}

/** Opens in a thread what {@link sendSource} has sent there. */
export function receiveSource(sent: SentSource, onWarning: (message: string) => void): ObjectSource {
  const algorithm = sent.algorithm === 'sha1' ? SHA1 : SHA256
  return new ObjectSource(sent.path, { ...sent.options, algorithm, onWarning }, MapBudget.attach(sent.budget))
}
