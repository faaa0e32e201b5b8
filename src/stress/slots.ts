/** The cursors of a run in their numbered slots, and what each of them must be and show. */
import { pathToFileURL } from 'node:url'
import type { EngineCursor, EngineManager, EngineRegion } from './engine.js'
import type { SourceKind } from './operation.js'
import type { FileVersion, StressFile, StressFiles } from './stress-files.js'

export interface Slot {
  cursor: EngineCursor
  file: StressFile
  /** Of the file, when the cursor was made. */
  version: FileVersion
  /** Whether the cursor must be valid now. */
  claimed: boolean
  /** The last view, its region and its offset: whole until the region is unmapped, and then of length 0. */
  view: Uint8Array | undefined
  region: EngineRegion | undefined
  offset: number
}

export class Slots {
  private readonly slots: (Slot | undefined)[] = []

  constructor(
    private readonly manager: EngineManager,
    private readonly files: StressFiles,
  ) {}

  /** Those with a cursor. */
  *[Symbol.iterator](): Iterator<Slot> {
    for (const slot of this.slots) if (slot) yield slot
  }

  at(index: number): Slot | undefined {
    return this.slots[index]
  }

  /** The slot's cursor, if it is one on `file`; else a new one, on the file as it is now. */
  on(index: number, file: StressFile): Slot {
    const there = this.slots[index]
    return there?.file === file ? there : this.open(index, file, 'path')
  }

  /** A new cursor on the file as it is now. */
  open(index: number, file: StressFile, as: SourceKind): Slot {
    this.drop(index)
    const slot: Slot = {
      cursor: this.manager.makeCursor(this.sourceOf(file, as)),
      file,
      version: file.version,
      claimed: false,
      view: undefined,
      region: undefined,
      offset: 0,
    }
    this.slots[index] = slot
    return slot
  }

  unuse(index: number): void {
    const slot = this.slots[index]
    if (!slot) return
    slot.cursor.unuseRegion()
    slot.claimed = false
  }

  unuseAll(): void {
    this.slots.forEach((_, index) => {
      this.unuse(index)
    })
  }

  drop(index: number): void {
    const slot = this.slots[index]
    if (!slot) return
    slot.cursor.close()
    this.slots[index] = undefined
  }

  dropAll(): void {
    this.slots.forEach((_, index) => {
      this.drop(index)
    })
  }

  assign(to: number, from: number): void {
    const source = this.slots[from]
    if (!source || to === from) return
    const target = this.slots[to]
    const cursor = target ? target.cursor.assign!(source.cursor) : source.cursor.copy!()
    this.slots[to] = { ...source, cursor }
  }

  /** Everything was unmapped under the cursors. */
  forgetClaims(): void {
    for (const slot of this) slot.claimed = false
  }

  forget(): void {
    this.slots.length = 0
  }

  private sourceOf(file: StressFile, as: SourceKind): string | Buffer | URL | number {
    switch (as) {
      case 'path':
        return file.path
      case 'bytes':
        return Buffer.from(file.path)
      case 'url':
        return pathToFileURL(file.path)
      case 'descriptor':
        return this.files.descriptor(file) ?? file.path
    }
  }
}
