/** A backend over the one that the options name, with another way to map. */
import type { ManagerOptions, MapBackend, Mapping } from '../../../src/smmap/index.js'

export function overBackend(
  { backend }: ManagerOptions,
  map: (backend: MapBackend, fd: number, offset: number, length: number) => Mapping,
): MapBackend {
  const inner = backend as MapBackend
  const { name, granularity, mappingBytesMax, windowBytesDefault, wholeFileBytesMax } = inner
  return {
    ...{ name, granularity, mappingBytesMax, windowBytesDefault, wholeFileBytesMax },
    map: (fd, offset, length) => map(inner, fd, offset, length),
  }
}
