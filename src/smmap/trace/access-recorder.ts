/**
 * Records what cursors are asked for, for `packmap stress --replay` and `packmap stress advise`.
 *
 * A file each thread and path, written as its buffer fills, and to the end when the process or the thread exits.
 */
import { openSync, writeSync } from 'node:fs'
import { isMainThread, threadId } from 'node:worker_threads'
import type { MappedFile } from '../mapped-file.js'
import { TRACE_READS, type TraceRead } from './trace-format.js'
import { TraceWriter } from './trace-writer.js'

export class AccessRecorder {
  private static readonly open = new Map<string, AccessRecorder>()
  private readonly writer: TraceWriter
  private readonly numbers = new Map<string, number>()
  /** Numbers of cursors that are disposed of: they are given out again. */
  private readonly freeCursors: number[] = []
  private cursors = 0

  /**
   * The recorder of a file, which the first to ask for it creates.
   *
   * @param name `%p` in it stands for the process; a worker thread adds its number.
   * @throws {Error} The system's own, when the file cannot be written.
   */
  static to(name: string): AccessRecorder {
    const path = name.replaceAll('%p', String(process.pid)) + (isMainThread ? '' : `.${threadId}`)
    let recorder = AccessRecorder.open.get(path)
    if (recorder === undefined) AccessRecorder.open.set(path, (recorder = new AccessRecorder(path)))
    return recorder
  }

  private constructor(path: string) {
    const fd = openSync(path, 'w')
    this.writer = new TraceWriter((bytes) => {
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done)
    })
    process.once('exit', () => {
      this.flush()
    })
  }

  addCursor(): number {
    return this.freeCursors.pop() ?? this.cursors++
  }

  use(cursor: number, file: MappedFile, offset: number, size: number, minSize: number): void {
    this.writer.use(cursor, this.numberOf(file), offset, size, minSize)
  }

  read(cursor: number, file: MappedFile, by: TraceRead, offset: number, size: number): void {
    const number = this.numberOf(file)
    this.writer.record('read', TRACE_READS.indexOf(by), cursor, number, offset, size)
  }

  unuse(cursor: number): void {
    this.writer.record('unuse', cursor)
  }

  assign(cursor: number, from: number): void {
    this.writer.record('assign', cursor, from)
  }

  drop(cursor: number): void {
    this.writer.record('drop', cursor)
    this.freeCursors.push(cursor)
  }

  /** Writes what is still in memory. */
  flush(): void {
    this.writer.flush()
  }

  private numberOf(file: MappedFile): number {
    let number = this.numbers.get(file.key)
    if (number === undefined) this.numbers.set(file.key, (number = this.writer.file(file.name, file.size)))
    return number
  }
}
