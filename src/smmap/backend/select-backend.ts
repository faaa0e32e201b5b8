/** Which backend serves a file: the one asked for, or the best that works here. */
import { MapError } from '../errors.js'
import { koffiBackend } from './koffi-backend.js'
import type { MapBackend } from './map-backend.js'
import { readBackend } from './read-backend.js'

export type BackendName = 'koffi' | 'mmap-io' | 'read'
export type BackendChoice = BackendName | 'auto' | MapBackend

/** @throws {MapError} The backend asked for cannot work here. */
export function selectBackend(choice: BackendChoice): MapBackend {
  if (typeof choice === 'object') return choice
  if (choice === 'auto') return koffiBackend() ?? readBackend
  const backend = byName(choice)
  if (backend === undefined) throw new MapError(choice, 'this backend does not work here; use auto or read')
  return backend
}

function byName(name: BackendName): MapBackend | undefined {
  switch (name) {
    case 'koffi':
      return koffiBackend()
    case 'read':
      return readBackend
    case 'mmap-io':
      return undefined
  }
}
