/** What is compared: the engine, a raw mapped view, and reading. Every access copies its bytes out. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { selectBackend } from '../../src/smmap/backend/select-backend.js'
import {
  type ManagerOptions,
  type MapManager,
  SlidingWindowMapManager,
  StaticWindowMapManager,
  type WindowCursor,
} from '../../src/smmap/index.js'
import type { Trace } from './traces.js'

export interface Windows {
  readonly name: string
  /** 0: the whole file. */
  readonly windowSize: number
  readonly maxMemorySize: number
}

/** Runs the trace once; returns the most bytes that were ever mapped, where that is known. */
export type Subject = (paths: readonly string[], trace: Trace) => number

/** The engine, by views that are then copied. */
export function engineViews(windows: Windows, options: ManagerOptions = {}): Subject {
  return withEngine(windows, options, (cursors, { size, files, offsets }) => {
    const target = new Uint8Array(size)
    for (let i = 0; i < offsets.length; i++) {
      const cursor = cursors[files[i]!]!
      // A window may end in the middle of the bytes wanted: then the rest is in the next.
      for (let done = 0; done < size;) {
        const view = cursor.useRegion(offsets[i]! + done, size - done).buffer()
        target.set(view, done)
        done += view.length
      }
      if (cursors.length > 1) cursor.unuseRegion()
    }
  })
}

/** The engine, told that the bytes are to be copied. */
export function engineCopies(windows: Windows, options: ManagerOptions = {}): Subject {
  return withEngine(windows, options, (cursors, { size, files, offsets }) => {
    const target = new Uint8Array(size)
    for (let i = 0; i < offsets.length; i++) {
      const cursor = cursors[files[i]!]!
      cursor.copyInto(target, offsets[i])
      if (cursors.length > 1) cursor.unuseRegion()
    }
  })
}

function withEngine(
  windows: Windows,
  options: ManagerOptions,
  run: (cursors: readonly WindowCursor[], trace: Trace) => void,
): Subject {
  return (paths, trace) => {
    using manager = makeManager(windows, options)
    const cursors = paths.map((path) => manager.makeCursor(path))
    run(cursors, trace)
    for (const cursor of cursors) cursor[Symbol.dispose]()
    return manager.stats().mappedBytesPeak
  }
}

/** Nothing but a view of each whole file: what Node itself can do. */
export const rawView: Subject = (paths, trace) => {
  const backend = selectBackend('auto')
  const mappings = paths.map((path) => {
    const fd = openSync(path, 'r')
    const mapping = backend.map(fd, 0, statSync(path).size)
    closeSync(fd)
    return mapping
  })
  const views = mappings.map(({ bytes }) => bytes)
  const { size, files, offsets } = trace
  const target = new Uint8Array(size)
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i]!
    target.set(views[files[i]!]!.subarray(offset, offset + size))
  }
  for (const mapping of mappings) mapping.unmap()
  return 0
}

export const nodeRead: Subject = (paths, trace) => {
  const fds = paths.map((path) => openSync(path, 'r'))
  const { size, files, offsets } = trace
  const target = new Uint8Array(size)
  for (let i = 0; i < offsets.length; i++) readSync(fds[files[i]!]!, target, 0, size, offsets[i]!)
  for (const fd of fds) closeSync(fd)
  return 0
}

function makeManager({ windowSize, maxMemorySize }: Windows, options: ManagerOptions): MapManager {
  const strict = windowSize > 0
  return windowSize === 0
    ? new StaticWindowMapManager(options)
    : new SlidingWindowMapManager({ windowSize, maxMemorySize, strict, ...options })
}
