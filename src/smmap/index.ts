/** The mapped-file engine: windows into large files, within limits, read at random offsets. */
export { alignDown, alignUp } from './alignment.js'
export type { AccessAdvice, MapBackend, Mapping, Waiting } from './backend/map-backend.js'
export { AddressSpace } from './backend/address-space.js'
export type { BackendChoice, BackendName } from './backend/select-backend.js'
export { FileChangedError, MapError, type MapFailure, MapLimitError } from './errors.js'
export type { PathOrFd } from './file-registry.js'
export { remedyFor } from './limits.js'
export type { ManagerOptions } from './manager-options.js'
export type { ManagerStats } from './manager-stats.js'
export { MapBudget } from './map-budget.js'
export type { MapEvent } from './map-events.js'
export { MapManager } from './map-manager.js'
export { MapRegion } from './map-region.js'
export { MapRegionList } from './map-region-list.js'
export { MapWindow, type Neighbours } from './map-window.js'
export { SlidingWindowMapBuffer } from './sliding-window-map-buffer.js'
export { SlidingWindowMapManager } from './sliding-window-map-manager.js'
export { StaticWindowMapManager } from './static-window-map-manager.js'
export { WindowCursor } from './window-cursor.js'

import { MapBudget } from './map-budget.js'

MapBudget.joinProcess()
