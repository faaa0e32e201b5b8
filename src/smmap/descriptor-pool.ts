/**
 * Descriptors of the files whose windows come and go: one a file, the least recently used closed beyond a limit.
 *
 * A map needs its descriptor only while it is made, so a closed one costs no more than opening the file again.
 */
import { closeSync, openSync } from 'node:fs'
import { FileChangedError, MapError } from './errors.js'
import { changeBetween, errnoOf, identify } from './file-identity.js'
import { descriptorsMax } from './limits.js'
import { LruList } from './lru-list.js'
import type { MappedFile } from './mapped-file.js'

/** So many may be open without asking the system. */
const SURELY_ALLOWED = 8

export class DescriptorPool {
  /** Counts turns of the idle timer. */
  clock = 0
  private readonly used = new LruList<MappedFile>()

  /** @param handlesMax The manager's own limit; that of the process is found out when a few are open. */
  constructor(private readonly handlesMax: number) {}

  /** Descriptors open now. */
  get open(): number {
    return this.used.length
  }

  /**
   * A descriptor of `file`, which is the file that it was when the cursor was made.
   *
   * @throws {FileChangedError} It is not.
   * @throws {Error} The system's own, when the file cannot be opened.
   */
  take(file: MappedFile): number {
    const fd = this.openDescriptor(file)
    const now = identify(fd)
    const change = changeBetween(file.identity, now)
    if (change === undefined) return fd
    this.close(file)
    throw new FileChangedError(file.name, `${change} since the cursor was made; make a new cursor`)
  }

  /** As {@link DescriptorPool.take}, without looking at the file again when its descriptor is open. */
  takeUnchecked(file: MappedFile): number {
    return file.fd === -1 ? this.take(file) : this.touch(file)
  }

  /** Closes the descriptor of `file`, if one is open. */
  close(file: MappedFile): void {
    if (file.fd === -1) return
    this.used.remove(file)
    closeSync(file.fd)
    file.fd = -1
  }

  /** Closes all, or those not needed since the clock stood at `since`. */
  closeAll(since = Infinity): void {
    while (this.used.oldest !== undefined && this.used.oldest.fdUsedAt < since) this.close(this.used.oldest)
  }

  private openDescriptor(file: MappedFile): number {
    if (file.fd !== -1) return this.touch(file)
    if (file.path === undefined) return callersDescriptor(file)
    const most = this.used.length < SURELY_ALLOWED ? SURELY_ALLOWED : descriptorsMax()
    while (this.used.length >= Math.min(most, this.handlesMax)) this.close(this.used.oldest!)
    try {
      file.fd = openSync(file.path, 'r')
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' && file.callerFd !== -1) return callersDescriptor(file)
      throw error
    }
    file.fdUsedAt = this.clock
    this.used.add(file)
    return file.fd
  }

  private touch(file: MappedFile): number {
    file.fdUsedAt = this.clock
    this.used.remove(file)
    this.used.add(file)
    return file.fd
  }
}

/** The number may belong to another file by now, or to none: whoever uses it compares identities first. */
function callersDescriptor(file: MappedFile): number {
  if (file.callerFd === -1) throw new MapError(file.name, 'there is no way left to open the file')
  return file.callerFd
}
