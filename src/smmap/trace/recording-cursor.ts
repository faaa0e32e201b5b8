/** A cursor that tells a recorder what it is asked for. A class of its own, so that the ordinary one knows nothing of it. */
import { alignDown } from '../alignment.js'
import type { MapManager } from '../map-manager.js'
import type { MapRegion } from '../map-region.js'
import type { FileSource, MappedFile } from '../mapped-file.js'
import { WindowCursor } from '../window-cursor.js'
import type { AccessRecorder } from './access-recorder.js'

/** Readers that stay in a region as long as it lasts are shown this much of it, so that their next step is seen. */
const GRAIN_BYTES = 16_384

export class RecordingCursor extends WindowCursor {
  private number: number
  /** The engine calls itself; only what it is asked for from outside is recorded. */
  private isInside = false
  private isOver = false
  /** Whether something was asked for that was not given back yet. */
  private isInUse = false

  constructor(
    private readonly recorder: AccessRecorder,
    private readonly maker: MapManager,
    private mapped?: MappedFile,
    source?: FileSource,
  ) {
    super(maker, mapped, source)
    this.number = recorder.addCursor()
  }

  override useRegion(offset = 0, size = 0, minSize = 0): this {
    this.asked(
      () => super.useRegion(offset, size, minSize),
      (file) => {
        this.recorder.use(this.number, file, offset, size, minSize)
      },
    )
    return this
  }

  /** Recorded as a use of a byte, which it is for other windows than these, too. */
  override resume(offset: number): MapRegion | undefined {
    const region = super.resume(offset)
    if (region === undefined) return undefined
    this.asked(
      () => region,
      (file) => {
        this.recorder.use(this.number, file, offset, 1, 0)
      },
    )
    return this.region()
  }

  override copyInto(target: Uint8Array, offset = 0): number {
    return this.asked(
      () => super.copyInto(target, offset),
      (file) => {
        this.recorder.read(this.number, file, 'copyInto', offset, target.length)
      },
    )
  }

  override regionOrRead(offset: number, target: Uint8Array, length: number): MapRegion | undefined {
    if (this.isInside) return super.regionOrRead(offset, target, length)
    const region = this.asked(
      () => super.regionOrRead(offset, target, length),
      (file) => {
        this.recorder.read(this.number, file, 'regionOrRead', offset, length)
      },
    )
    return region && this.region()
  }

  override unuseRegion(): void {
    if (!this.isInside && this.isInUse) {
      this.isInUse = false
      this.recorder.unuse(this.number)
    }
    super.unuseRegion()
  }

  override region(): MapRegion | undefined {
    const region = super.region()
    if (region === undefined || region.size() <= GRAIN_BYTES) return region
    const begin = Math.max(region.begin, alignDown(this.ofsBegin(), GRAIN_BYTES))
    const end = Math.min(region.end, begin + GRAIN_BYTES)
    const bytes = region.bytes.subarray(begin - region.begin, end - region.begin)
    return Object.create(region, {
      begin: { value: begin },
      end: { value: end },
      bytes: { value: bytes },
    }) as MapRegion
  }

  override copy(): WindowCursor {
    return new RecordingCursor(this.recorder, this.maker).assign(this)
  }

  override assign(other: WindowCursor): this {
    return this.once(() => {
      super.assign(other)
      if (this.isOver) this.number = this.recorder.addCursor()
      this.isOver = false
      if (other !== this && other instanceof RecordingCursor) {
        this.mapped = other.mapped
        this.isInUse = other.isInUse
        this.recorder.assign(this.number, other.number)
      }
      return this
    })
  }

  override [Symbol.dispose](): void {
    if (this.isInside || this.isOver) {
      super[Symbol.dispose]()
      return
    }
    this.isOver = true
    this.isInUse = false
    this.once(() => {
      super[Symbol.dispose]()
    })
    this.recorder.drop(this.number)
  }

  /** Does what was asked for, and has it recorded if it went well. */
  private asked<T>(action: () => T, record: (file: MappedFile) => void): T {
    if (this.isInside) return action()
    const answer = this.once(action)
    if (this.mapped) {
      record(this.mapped)
      this.isInUse = true
    }
    return answer
  }

  private once<T>(action: () => T): T {
    this.isInside = true
    try {
      return action()
    } finally {
      this.isInside = false
    }
  }
}
