/** The functions of the core: src/pack/core/core-functions.ts says what each is for. */
export { applyDelta } from './apply-delta'
export { limitDepth, prepareChain } from './delta-chain'
export { clearCache, prepareCache } from './entry-cache'
export { findEntry } from './find-entry'
export { inflate, inflatedSize, inflateWorkspace, prepareInflate } from './inflate'
export { findOid, lowerBound, prefixEnd } from './oid-table'
export {
  findKept,
  followThroughPack,
  limitObjects,
  makeForWalk,
  makeObject,
  noteKept,
  prepareScratch,
  readHeader,
} from './read-object'
