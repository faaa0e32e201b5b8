/**
 * Runs operations on the objects of a repository. The truth is in the oids: what is read must hash to what was asked
 * for, and a path must lead to the oid that the tree itself names.
 */
import { createHash } from 'node:crypto'
import { formatByteSize } from '../../base/byte-size.js'
import { Repository } from '../../repo/repository.js'
import type { MapBackend } from '../../smmap/index.js'
import { type Holdings, SystemWatch } from '../checks/system-watch.js'
import type { Operation } from '../operation.js'
import type { Rendezvous } from '../parallel/rendezvous.js'
import type { EngineCounters, Subject, Tally } from '../subject.js'
import { turns } from '../turns.js'
import { ViolationError } from '../violation.js'
import { type MapListener, WatchingBackend } from '../watching-backend.js'

export interface RepositorySetup {
  readonly path: string
  readonly backend: MapBackend
  readonly memoryBytes: number
  /** 0: whole files. */
  readonly windowBytes: number
  readonly handles: number
  readonly listener: MapListener
  /** Where this thread meets others that read the repository; absent: there are none. */
  readonly others?: Rendezvous | undefined
}

const FULL_CHECK_EVERY = 512

export class RepositorySubject implements Subject {
  readonly tally: Tally = { milliseconds: -1, bytesChecked: 0, checks: 0, faults: 0, expectedErrors: 0 }
  private readonly backend: WatchingBackend
  private readonly repository: Repository
  private readonly system: SystemWatch
  private operations = 0
  private sinceFullCheck = 0
  /** Operations that needed a new map. */
  private misses = 0
  /** Regions that were mapped when everything was released. */
  private lastRegions = 0

  constructor(private readonly setup: RepositorySetup) {
    this.backend = new WatchingBackend(setup.backend, setup.listener)
    this.repository = openRepository(setup.path, {
      backend: this.backend,
      windowSize: setup.windowBytes,
      maxMemorySize: setup.memoryBytes,
      maxOpenHandles: setup.handles,
      strict: true,
    })
    this.system = new SystemWatch(
      this.repository.odb.path,
      setup.others ? Infinity : setup.memoryBytes, // threads have limits of their own here
      setup.others,
    )
  }

  run(operation: Operation): Promise<void> | undefined {
    this.tally.milliseconds = -1
    if (operation.kind === 'turn') return turns()
    const maps = this.backend.maps
    this.read(operation)
    this.operations++
    if (this.backend.maps > maps) this.misses++
    this.checkQuickly()
    if (++this.sinceFullCheck >= FULL_CHECK_EVERY || this.system.isAwaited) this.checkAll()
    return undefined
  }

  checkAll(): void {
    this.sinceFullCheck = 0
    this.tally.checks++
    const { backend } = this
    const { mappedBytes } = this.repository.odb.stats()
    if (mappedBytes !== backend.mappedBytes) {
      const there = `the backend has mapped ${backend.mappedBytes}`
      throw new ViolationError(
        'maps-differ',
        `the object database counts ${mappedBytes} bytes mapped, ${there}`,
      )
    }
    const { bytes, maps } = backend.waiting ?? { bytes: 0, maps: 0 }
    const holdings = (): Holdings => ({
      bytesInMaps: backend.name === 'read' ? 0 : mappedBytes,
      waitingBytes: bytes + maps * backend.granularity,
      descriptors: -1,
    })
    // Every thread has an object database with limits of its own, so that none waits for another's room.
    this.system.compare(holdings, () => undefined)
  }

  finish(): Promise<void> {
    this.checkAll()
    this.lastRegions = this.backend.regions
    this.repository.odb.releaseAll()
    if (this.backend.regions > 0) {
      throw new ViolationError(
        'leaked-claim',
        `everything was released, and ${this.backend.regions} regions are mapped`,
      )
    }
    return Promise.resolve()
  }

  counters(): EngineCounters {
    const { mappedBytes, mappedBytesPeak, regions, regionsPeak, maps, unmaps } = this.backend
    const hits = this.operations - this.misses
    const { misses } = this
    return {
      mappedBytes,
      mappedBytesPeak,
      handles: regions,
      regionsPeak,
      hits,
      misses,
      maps,
      unmaps,
      evictions: unmaps - this.lastRegions,
      reads: 0,
    }
  }

  async dispose(): Promise<void> {
    this.repository.close()
    await turns()
  }

  private read(operation: Operation): void {
    const { repository, tally } = this
    const begun = performance.now()
    if (operation.kind === 'object') {
      const { type, data } = repository.odb.read(operation.oid)
      tally.milliseconds = performance.now() - begun
      this.compare(operation.oid, type, data)
    } else if (operation.kind === 'header') {
      repository.odb.readHeader(operation.oid)
      tally.milliseconds = performance.now() - begun
    } else if (operation.kind === 'path') {
      const { commit, path, oid } = operation
      const found = repository.resolve(`${commit}:${path}`)
      tally.milliseconds = performance.now() - begun
      if (found === oid) return
      throw new ViolationError('wrong-bytes', `${commit}:${path} is ${oid}, and was found to be ${found}`)
    } else throw new TypeError(`a repository has no cursors: ${operation.kind}`)
  }

  private compare(oid: string, type: string, data: Uint8Array): void {
    const hash = createHash(this.repository.algorithm.name).update(`${type} ${data.length}\0`).update(data)
    this.tally.bytesChecked += data.length
    const found = hash.digest('hex')
    if (found === oid) return
    throw new ViolationError('wrong-bytes', `what was read as ${type} ${oid} hashes to ${found}`)
  }

  // Hot: after every operation.
  private checkQuickly(): void {
    const { backend, setup } = this
    if (backend.violation) throw backend.violation
    if (backend.mappedBytes > setup.memoryBytes) {
      const sizes = `${formatByteSize(backend.mappedBytes)} are mapped, and the limit is ${formatByteSize(setup.memoryBytes)}`
      throw new ViolationError('memory-limit', sizes)
    }
    if (backend.regions > setup.handles) {
      const regions = `${backend.regions} regions are mapped`
      throw new ViolationError('handle-limit', `${regions}, and the limit is ${setup.handles}`)
    }
  }
}

/** The repository at `path`, whoever owns it, as nothing else in the environment would have it. */
export function openRepository(
  path: string,
  options: Parameters<typeof Repository.open>[1] = {},
): Repository {
  return Repository.open(path, { env: {}, ownership: 'ignore', ...options })
}
