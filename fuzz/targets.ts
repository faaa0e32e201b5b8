/** All targets, by name. */
import type { FuzzTarget } from './target.js'
import { idx, loose, midx, pack, rev } from './targets/database-files.js'
import { commit, tag, tree } from './targets/objects.js'
import { packGraph } from './targets/pack-graph.js'
import {
  alternates,
  commitGraph,
  config,
  indexFile,
  looseRef,
  packedRefs,
  reflog,
  reftable,
} from './targets/repository-files.js'
import { revision } from './targets/revision.js'
import { delta, inflate } from './targets/streams.js'

export const TARGETS: readonly FuzzTarget[] = [
  idx,
  midx,
  rev,
  pack,
  packGraph,
  delta,
  inflate,
  loose,
  tree,
  commit,
  tag,
  packedRefs,
  looseRef,
  reflog,
  reftable,
  config,
  revision,
  commitGraph,
  indexFile,
  alternates,
]
