import { MapManager } from './map-manager.js'
import { type ManagerOptions, windowSizeFrom } from './manager-options.js'

/**
 * Maps every file whole, as one region: the fastest where files are few or addresses are plenty.
 *
 * The window size, 0 by default for no limit, limits only what a cursor points to at a time. A file larger than
 * one mapping can be (4 GiB) is served by windows.
 */
export class StaticWindowMapManager extends MapManager {
  constructor(options: ManagerOptions = {}) {
    super(options, { windowBytes: windowSizeFrom(options, 0), wholeFile: true, firstWindowBytes: Infinity })
  }
}
