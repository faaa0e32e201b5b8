/**
 * What the engine does, for whoever listens by `node:diagnostics_channel`: `packmap:map` and `packmap:unmap`, each
 * with a {@link MapEvent}. Without a listener it costs a comparison for every map.
 */
import { channel } from 'node:diagnostics_channel'
import type { MapRegion } from './map-region.js'

export interface MapEvent {
  readonly path: string
  /** Offset of the first byte, from the start of the file. */
  readonly begin: number
  /** In bytes. */
  readonly length: number
  readonly backend: string
}

const mapped = channel('packmap:map')
const unmapped = channel('packmap:unmap')

export function publishMap(region: MapRegion): void {
  if (mapped.hasSubscribers) mapped.publish(eventOf(region))
}

export function publishUnmap(region: MapRegion): void {
  if (unmapped.hasSubscribers) unmapped.publish(eventOf(region))
}

function eventOf(region: MapRegion): MapEvent {
  const { file, begin } = region
  return { path: file.name, begin, length: region.size(), backend: file.backend.name }
}
