/** The functions of the module: one memory, the arena, and no data of their own. */
export { applyDelta } from './apply-delta'
export { findEntry } from './find-entry'
export { inflate, inflateWorkspace, madeSizeAt, prepareInflate } from './inflate'
