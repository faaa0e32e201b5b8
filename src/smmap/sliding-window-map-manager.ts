import { MapManager } from './map-manager.js'
import { firstWindowSizeFrom, type ManagerOptions, windowSizeFrom } from './manager-options.js'

/**
 * Maps windows of files as they are needed, and unmaps the least recently used when a limit is reached.
 *
 * The window size is the backend's default unless given: 1 GiB where files are mapped, 1 MiB where they are read.
 */
export class SlidingWindowMapManager extends MapManager {
  constructor(options: ManagerOptions = {}) {
    const windowBytes = windowSizeFrom(options, -1)
    const firstWindowBytes = windowBytes === 0 ? Infinity : firstWindowSizeFrom(options)
    super(options, { windowBytes, wholeFile: false, firstWindowBytes })
  }
}
