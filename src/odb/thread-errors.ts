/**
 * Errors on their way from one thread to another. A structured clone makes a plain `Error` of each; here those of
 * packmap keep their class and what they carry.
 */
import { PackmapError, UnsupportedFormatError } from '../base/errors.js'
import {
  CorruptObjectError,
  InvalidOidError,
  ObjectTooLargeError,
  Sha1CollisionError,
} from '../object/errors.js'
import { CorruptIndexError, CorruptPackError, DeltaLimitError } from '../pack/errors.js'
import { FileChangedError, MapError, MapLimitError } from '../smmap/index.js'
import {
  BudgetExceededError,
  NotAnObjectDatabaseError,
  ObjectNotFoundError,
  UnknownObjectTypeError,
} from './errors.js'

const CLASSES: readonly { readonly prototype: PackmapError; readonly name: string }[] = [
  UnsupportedFormatError,
  CorruptObjectError,
  InvalidOidError,
  ObjectTooLargeError,
  Sha1CollisionError,
  CorruptIndexError,
  CorruptPackError,
  DeltaLimitError,
  FileChangedError,
  MapError,
  MapLimitError,
  BudgetExceededError,
  NotAnObjectDatabaseError,
  ObjectNotFoundError,
  UnknownObjectTypeError,
]

/** An error as a message can carry it. */
export type SentError =
  { readonly name: string; readonly fields: Readonly<Record<string, unknown>> } | { readonly thrown: unknown }

/** What `postMessage` can carry of anything thrown. */
export function sendError(error: unknown): SentError {
  if (!(error instanceof PackmapError)) return { thrown: error instanceof Error ? error : String(error) }
  const fields: Record<string, unknown> = {}
  for (const key of Object.getOwnPropertyNames(error)) {
    const value: unknown = error[key as keyof typeof error]
    if (typeof value !== 'object' && typeof value !== 'function') fields[key] = value
  }
  return { name: error.name, fields }
}

/** The error that {@link sendError} was given, as far as it could be carried. */
export function receiveError(sent: SentError): unknown {
  if ('thrown' in sent) return sent.thrown
  const known = CLASSES.find(({ name }) => name === sent.name)
  const error = Object.create((known ?? PackmapError).prototype) as PackmapError
  // Message and stack are not listed when an error is gone through, and so are they here.
  for (const [key, value] of Object.entries(sent.fields)) {
    const enumerable = key !== 'message' && key !== 'stack'
    Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true })
  }
  return error
}
