/** The visitor of a thread: what a module gives, for a scan that runs on several. */
import type { ScannedObject } from './scanned-object.js'

/** Which of how many threads this is, from 0. */
export interface ThreadPlace {
  readonly thread: number
  readonly threads: number
}

/** What looks at the objects of one thread. */
export interface ThreadVisitor<Result = unknown> {
  /** Sees one object; what it throws ends the scan. */
  visit(object: ScannedObject): void
  /** Called once when the last object has been seen; the answer is copied to the thread that has asked for the scan. */
  result?(): Result
}

/** What a visitor's module exports: called once in each thread. */
export type VisitorFactory<Data = unknown, Result = unknown> = (
  data: Data,
  place: ThreadPlace,
) => ThreadVisitor<Result> | Promise<ThreadVisitor<Result>>

/** Where the visitors of a scan over threads come from. */
export interface VisitorModule<Data = unknown> {
  /** Where the module is: `new URL('./visitor.js', import.meta.url)`. */
  readonly module: URL | string
  /** Which of its exports is the {@link VisitorFactory}. Default: `default`. */
  readonly export?: string
  /** Handed to the factory, copied as `postMessage` copies. */
  readonly data?: Data
}

const NOBODY: ThreadVisitor = {
  visit() {
    // Objects are made and checked, and that is all.
  },
}

/** @throws {TypeError} The module has no such export, or it does not make a visitor. */
export async function loadVisitor(
  task: {
    readonly module: string | undefined
    readonly export: string
    readonly data: unknown
  } & ThreadPlace,
): Promise<ThreadVisitor> {
  const { module, export: name, data, thread, threads } = task
  if (module === undefined) return NOBODY
  const exports = (await import(module)) as Record<string, unknown>
  const factory = exports[name]
  if (typeof factory !== 'function') throw new TypeError(`${module} exports no function '${name}'`)
  const visitor = await (factory as VisitorFactory)(data, { thread, threads })
  if (typeof (visitor as ThreadVisitor | undefined)?.visit !== 'function') {
    throw new TypeError(`'${name}' of ${module} must return an object with a method 'visit'`)
  }
  return visitor
}
