/**
 * Descriptors of the files whose windows come and go: one a file, the least recently used closed beyond a limit.
 *
 * A map needs its descriptor only while it is made, so a closed one costs no more than opening the file again.
 */
import { closeSync, constants, openSync } from 'node:fs'
import { FileChangedError, MapError } from './errors.js'
import { changeBetween, errnoOf, type FileIdentity, identify, isSameFile } from './file-identity.js'
import { remedyFor } from './limits.js'
import { LruList } from './lru-list.js'
import type { FileSource, MappedFile } from './mapped-file.js'
import { SystemShare } from './system-share.js'

/** Without waiting: a pipe that has taken the place of a file would otherwise be waited for until somebody writes. */
const OPEN_FLAGS = constants.O_RDONLY + ((constants.O_NONBLOCK as number | undefined) ?? 0) // none on Windows

/** Those of this thread that have a descriptor open: when the process has no more, they close theirs for one another. */
const poolsWithOpen = new Set<DescriptorPool>()

export class DescriptorPool {
  /** Counts turns of the idle timer. */
  clock = 0
  private readonly used = new LruList<MappedFile>()

  /** @param handlesMax The manager's own limit. That of the process is shared with all other managers. */
  constructor(private readonly handlesMax: number) {}

  /** Descriptors open now. */
  get open(): number {
    return this.used.length
  }

  /**
   * A descriptor of `file`, which is the file that it was when the cursor was made.
   *
   * @throws {FileChangedError} It is not, whatever name of it is tried.
   * @throws {MapError} What bears its name cannot be examined any more, or is no regular file.
   * @throws {Error} The system's own, when the file cannot be opened.
   */
  take(file: MappedFile): number {
    if (file.fd !== -1) return this.verified(file, this.touch(file))
    let failure: unknown
    for (const path of file.paths) {
      try {
        return this.openPath(file, path)
      } catch (error) {
        if (isShortage(error)) throw error
        failure ??= error
      }
    }
    if (file.callerFd !== -1) return this.verified(file, file.callerFd)
    if (failure instanceof Error) throw failure
    throw new MapError(file.name, 'its owner has closed it, and the file is known by no other name')
  }

  /** As {@link DescriptorPool.take}, without looking at the file again when its descriptor is open: for who confirms. */
  takeUnchecked(file: MappedFile): number {
    return file.fd === -1 ? this.take(file) : this.touch(file)
  }

  /**
   * Makes sure that the file itself is what it was. One that has lost all its names is.
   * Hot while windows thrash: with every range that is read.
   *
   * @throws {FileChangedError} It is not.
   */
  confirm(file: MappedFile): void {
    if (file.change !== undefined) throw changed(file, file.change)
    if (file.fd !== -1) {
      const { backend, size, changedSeconds, changedNanoseconds } = file
      if (backend.isUnchanged?.(file.fd, size, changedSeconds, changedNanoseconds) === true) return
      this.verified(file, file.fd)
      return
    }
    for (const source of file.callerFd === -1 ? file.paths : [...file.paths, file.callerFd]) {
      const now = identityIfAny(source)
      if (now === undefined || !isSameFile(file.identity, now)) continue
      const change = changeBetween(file.identity, now)
      if (change === undefined) return
      file.noticeChange(change)
      throw changed(file, change)
    }
  }

  /** Closes the descriptor of `file`, if one is open. */
  close(file: MappedFile): void {
    const { fd } = file
    if (fd === -1) return
    this.used.remove(file)
    file.fd = -1
    SystemShare.ofProcess().giveDescriptor()
    if (this.used.length === 0) poolsWithOpen.delete(this)
    closeSync(fd)
  }

  /** Closes all, or those not needed since the clock stood at `since`. */
  closeAll(since = Infinity): void {
    while (this.used.oldest !== undefined && this.used.oldest.fdUsedAt < since) this.close(this.used.oldest)
  }

  /** Closes all of this thread, for the system has no more to give. */
  static closeAllOfThread(): void {
    for (const pool of [...poolsWithOpen]) pool.closeAll()
  }

  private openPath(file: MappedFile, path: string | Buffer): number {
    this.makeRoom()
    try {
      file.fd = openSync(path, OPEN_FLAGS)
    } catch (error) {
      SystemShare.ofProcess().giveDescriptor()
      throw error
    }
    file.fdUsedAt = this.clock
    this.used.add(file)
    poolsWithOpen.add(this)
    return this.verified(file, file.fd)
  }

  /** Closes the least recently used until another may be kept open, and counts it. */
  private makeRoom(): void {
    const system = SystemShare.ofProcess()
    while (this.used.length >= this.handlesMax) this.close(this.used.oldest!)
    while (!system.tryTakeDescriptor()) {
      const pool = this.used.length > 0 ? this : first(poolsWithOpen)
      if (pool === undefined) {
        system.takeDescriptor() // other threads have all; without one nothing could be mapped here
        return
      }
      pool.close(pool.used.oldest!)
    }
  }

  /** @throws {FileChangedError} `fd` is not, or no longer, the file known; then the descriptor kept is closed. */
  private verified(file: MappedFile, fd: number): number {
    try {
      const now = identify(fd, file.name)
      const change = changeBetween(file.identity, now)
      if (change === undefined) return fd
      if (isSameFile(file.identity, now)) file.noticeChange(change)
      throw changed(file, change)
    } catch (error) {
      this.close(file)
      throw error
    }
  }

  private touch(file: MappedFile): number {
    file.fdUsedAt = this.clock
    this.used.touch(file)
    return file.fd
  }
}

function changed(file: MappedFile, change: string): FileChangedError {
  return new FileChangedError(file.name, `${change} since the cursor was made; make a new cursor`)
}

/** Undefined: there is none, or it is no regular file. */
function identityIfAny(source: FileSource): FileIdentity | undefined {
  try {
    return identify(source)
  } catch {
    return undefined
  }
}

/** Whether the system was short of something, so that another name of the file would not help. */
function isShortage(error: unknown): boolean {
  return remedyFor(errnoOf(error)) !== undefined
}

function first<T>(values: Iterable<T>): T | undefined {
  for (const value of values) return value
  return undefined
}
