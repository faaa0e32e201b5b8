/** Writes the operations of a run to a trace as they are done: `--record`. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { TraceWriter } from '../../smmap/trace/trace-writer.js'
import type { Operation } from '../operation.js'
import { beginTrace, type TraceFile, type TraceSettings, writeOperation } from './trace.js'

export class OperationRecorder implements Disposable {
  private readonly fd: number
  private readonly writer: TraceWriter
  private readonly slots = new Set<number>()

  /** @throws {Error} The system's own, when the file cannot be written. */
  constructor(path: string, settings: TraceSettings, files: readonly TraceFile[]) {
    const fd = openSync(path, 'w')
    this.fd = fd
    this.writer = new TraceWriter((bytes) => {
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done)
    })
    beginTrace(this.writer, settings, files)
  }

  add(operation: Operation): void {
    if ('slot' in operation) this.slots.add(operation.slot)
    writeOperation(this.writer, operation)
  }

  /** An engine was disposed of, with everything that it had; the next begins with nothing. */
  endEpoch(): void {
    for (const slot of this.slots) writeOperation(this.writer, { kind: 'drop', slot })
    this.slots.clear()
    writeOperation(this.writer, { kind: 'collect' })
  }

  [Symbol.dispose](): void {
    this.writer.flush()
    closeSync(this.fd)
  }
}
