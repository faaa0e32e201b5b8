/**
 * What all engines of the process may have together of what the system allows it: addresses (`ulimit -v`), maps
 * (`vm.max_map_count`) and descriptors (`ulimit -n`). These limits are hard, whatever a manager is told, since V8 ends
 * the process when it gets no more addresses or maps.
 *
 * Addresses and descriptors are counted in memory that threads share. Maps are everybody's, V8's and other libraries'
 * included, so the system is asked how many there are, and what is free is taken in steps.
 */
import { readFileSync } from 'node:fs'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import { formatByteSize } from '../base/byte-size.js'
import { addressesLeft, fairShareOf } from '../base/process-limits.js'
import { descriptorsMax } from './limits.js'
import { unitsOf, UNIT_BYTES, UNITS_MAX, WaitingRoom } from './waiting-room.js'

/** Where a worker finds the counters of its process. */
const ENVIRONMENT_KEY = 'packmap.system-share'

/** The words of the shared memory; two more are the waiting room's. */
const UNITS = 0
const UNITS_LIMIT = 1
const DESCRIPTORS = 2
const ROOM = 3
const WORDS = ROOM + WaitingRoom.WORDS

/** So many descriptors may be open without asking the system. */
const DESCRIPTORS_SURELY_ALLOWED = 8

/** The part of the system's limit on maps up to which engines map: the rest is V8's, whose heap is made of maps. */
const SHARE_OF_MAPS = 1 / 2
/** The part of the free maps that one thread takes without asking again: others may take theirs meanwhile. */
const SHARE_OF_FREE_MAPS = 1 / 16
const MAPS_AT_A_TIME_MIN = 16
/** When none was free, the system is asked again after so many times as long as that took, some 10 ms, at the earliest. */
const ASK_AGAIN_AFTER = 20

export class SystemShare {
  /** Threads that wait until others give something back. */
  readonly waitingRoom: WaitingRoom
  /** Whether the addresses of the process are limited. */
  private readonly limitsAddresses: boolean
  /** Maps that engines of this thread hold, and how many they may hold before the system is asked again. */
  private maps = 0
  private mapsAllowed = 0
  private noMapsUntil = -Infinity
  /** Of the descriptors counted, those of this thread. */
  private descriptors = 0

  private constructor(private readonly words: Int32Array) {
    this.waitingRoom = new WaitingRoom(words, ROOM)
    this.limitsAddresses = words[UNITS_LIMIT]! < UNITS_MAX
  }

  /** The one of the process; of this thread and those that it starts, if no other had one when it was started. */
  static ofProcess(): SystemShare {
    return (ofProcess ??= SystemShare.join())
  }

  private static join(): SystemShare {
    const inherited = getEnvironmentData(ENVIRONMENT_KEY)
    if (inherited instanceof SharedArrayBuffer) return new SystemShare(new Int32Array(inherited))
    const words = new Int32Array(new SharedArrayBuffer(WORDS * 4))
    words[UNITS_LIMIT] = addressUnitsMax()
    setEnvironmentData(ENVIRONMENT_KEY, words.buffer)
    return new SystemShare(words)
  }

  /** Most bytes that all engines may map together: a quarter of what V8 leaves of the addresses; or `Infinity`. */
  get bytesMax(): number {
    return this.limitsAddresses ? this.words[UNITS_LIMIT]! * UNIT_BYTES : Infinity
  }

  /** Bytes that can still be mapped as things are. */
  get bytesLeft(): number {
    return this.limitsAddresses ? this.bytesMax - Atomics.load(this.words, UNITS) * UNIT_BYTES : Infinity
  }

  /** Whether `bytes` and `maps` more seem to be free; without asking the system. */
  fits(bytes: number, maps: number): boolean {
    return bytes <= this.bytesLeft && (this.maps + maps <= this.mapsAllowed || this.noMapsUntil === -Infinity)
  }

  /** Enters `bytes` and `maps` if the system has them to spare. */
  tryReserve(bytes: number, maps: number): boolean {
    if (!this.mapsFit(maps)) return false
    Atomics.add(this.words, UNITS, unitsOf(bytes))
    if (this.limitsAddresses && (this.bytesLeft < 0 || addressesLeft() < bytes)) {
      Atomics.sub(this.words, UNITS, unitsOf(bytes))
      return false
    }
    this.maps += maps
    return true
  }

  release(bytes: number, maps: number): void {
    Atomics.sub(this.words, UNITS, unitsOf(bytes))
    this.maps -= maps
    this.waitingRoom.released()
  }

  /** Whether `count` maps more are free, beside those entered. */
  mapsFit(count: number): boolean {
    if (count === 0 || this.maps + count <= this.mapsAllowed) return true
    const now = performance.now()
    if (now < this.noMapsUntil) return false
    const free = mapsMax() - mapsOfProcess(this.maps)
    const allowed = Math.max(Math.min(free, MAPS_AT_A_TIME_MIN), Math.floor(free * SHARE_OF_FREE_MAPS))
    this.mapsAllowed = this.maps + Math.max(0, allowed)
    const fits = count <= allowed
    this.noMapsUntil = fits ? -Infinity : now + (performance.now() - now) * ASK_AGAIN_AFTER
    return fits
  }

  /** Why {@link SystemShare.tryReserve} refused, and what would help. */
  describeShortage(bytes: number, maps: number): string {
    if (!this.mapsFit(maps)) {
      const most = `${mapsMax()} maps, half of what the system allows a process (sysctl vm.max_map_count)`
      return `no map is left: the process has ${most}; give back cursors, or use fewer and larger windows`
    }
    const used = formatByteSize(Atomics.load(this.words, UNITS) * UNIT_BYTES)
    return (
      `no room to map ${formatByteSize(bytes)}: ${used} of ${formatByteSize(this.bytesMax)} are mapped by all managers ` +
      `of the process, whose address space is limited (ulimit -v); give back cursors, or raise that limit`
    )
  }

  /** Counts one descriptor more, if it may be kept open. */
  tryTakeDescriptor(): boolean {
    this.takeDescriptor()
    const open = Atomics.load(this.words, DESCRIPTORS)
    if (open <= DESCRIPTORS_SURELY_ALLOWED || open <= descriptorsMax()) return true
    this.giveDescriptor()
    return false
  }

  /** Counts one more whether it may be kept or not: every thread needs one to map anything. */
  takeDescriptor(): void {
    this.descriptors++
    Atomics.add(this.words, DESCRIPTORS, 1)
  }

  giveDescriptor(): void {
    this.descriptors--
    Atomics.sub(this.words, DESCRIPTORS, 1)
  }

  /** This thread, which has given back its regions, ends: Node closes its descriptors. */
  end(): void {
    Atomics.sub(this.words, DESCRIPTORS, this.descriptors)
    this.descriptors = 0
    this.waitingRoom.leave()
  }
}

let ofProcess: SystemShare | undefined

function addressUnitsMax(): number {
  return Math.min(UNITS_MAX, Math.floor(fairShareOf(addressesLeft()) / UNIT_BYTES))
}

let knownMapsMax: number | undefined

/** Most maps that the process has before engines stop; only Linux has such a limit. */
function mapsMax(): number {
  return (knownMapsMax ??= Math.floor(numberIn('/proc/sys/vm/max_map_count') * SHARE_OF_MAPS))
}

function numberIn(path: string): number {
  try {
    return Number(readFileSync(path, 'latin1'))
  } catch {
    return Infinity
  }
}

/** Maps of the process now; `known` of them, at least, where the system does not tell. */
function mapsOfProcess(known: number): number {
  if (mapsMax() === Infinity) return known
  try {
    let lines = 0
    const text = readFileSync('/proc/self/maps')
    for (let at = text.indexOf(NEWLINE); at !== -1; at = text.indexOf(NEWLINE, at + 1)) lines++
    return lines
  } catch {
    return known
  }
}

const NEWLINE = 0x0a
