import { MapManager } from './map-manager.js'
import { type ManagerOptions, windowSizeFrom } from './manager-options.js'

/**
 * Maps windows of files as they are needed, and unmaps the least recently used when a limit is reached.
 *
 * The window size is the backend's default unless given: 1 GiB where files are mapped, 1 MiB where they are read.
 */
export class SlidingWindowMapManager extends MapManager {
  constructor(options: ManagerOptions = {}) {
    super(options, { windowBytes: windowSizeFrom(options, -1), wholeFile: false })
  }
}
