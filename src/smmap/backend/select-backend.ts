/** Which backend serves a file: the one asked for, or the best that works here. */
import { isMainThread } from 'node:worker_threads'
import { MapError } from '../errors.js'
import { koffiBackend } from './koffi-backend.js'
import { whyNoLibc } from './libc.js'
import type { MapBackend } from './map-backend.js'
import { mmapIoBackend, whyNoMmapIo } from './mmap-io-backend.js'
import { readBackend } from './read-backend.js'

export type BackendName = 'koffi' | 'mmap-io' | 'read'
export type BackendChoice = BackendName | 'auto' | MapBackend

/**
 * What the environment asks for where the caller leaves it open: `PACKMAP_BACKEND`, or `auto`. Worker threads, in
 * which `mmap-io` cannot be loaded, take `auto` for that.
 */
export function defaultBackendChoice(): BackendChoice {
  const name = process.env['PACKMAP_BACKEND'] ?? 'auto'
  if (name === 'mmap-io' && !isMainThread) return 'auto'
  if (isBackendName(name) || name === 'auto') return name
  throw new RangeError(`PACKMAP_BACKEND must be auto, koffi, mmap-io or read, not '${name}'`)
}

/** @throws {MapError} The backend asked for cannot work here. */
export function selectBackend(choice: BackendChoice): MapBackend {
  if (typeof choice === 'object') return choice
  if (choice === 'auto') return koffiBackend() ?? mmapIoBackend() ?? readBackend
  if (!isBackendName(choice)) {
    throw new MapError(choice, 'there is no such backend: it must be auto, koffi, mmap-io or read')
  }
  const backend = byName(choice)
  if (backend !== undefined) return backend
  const why = choice === 'koffi' ? whyNoLibc() : whyNoMmapIo()
  throw new MapError(choice, `this backend does not work here; use auto or read: ${why}`)
}

function isBackendName(name: string): name is BackendName {
  return name === 'koffi' || name === 'mmap-io' || name === 'read'
}

function byName(name: BackendName): MapBackend | undefined {
  switch (name) {
    case 'koffi':
      return koffiBackend()
    case 'read':
      return readBackend
    case 'mmap-io':
      return mmapIoBackend()
  }
}
