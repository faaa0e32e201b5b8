/** Workloads that differ in what they do with cursors and files rather than in where they read. */
import { FAULTS_OF_FILES } from '../faults.js'
import { READ_KINDS, SOURCE_KINDS } from '../operation.js'
import { use, type Workload } from './workload.js'

/** So many more files than were asked for; each so small that the limit on regions is met before that on bytes. */
const MANY_FILES = 16
const MANY_FILES_SMALLER = 1024
const MANY_FILES_MIN = 40

/** Of files that are written anew again and again. */
const CHANGED_BYTES_MAX = 1024 * 1024

export const manyFiles: Workload = {
  name: 'many-files',
  summary: 'A read here and a read there in many small files, so that descriptors come and go',
  sizes: (files, fileSize) => {
    const count = Math.max(MANY_FILES_MIN, files * MANY_FILES)
    return Array.from({ length: count }, (_, index) => Math.ceil(fileSize / MANY_FILES_SMALLER) + index * 37)
  },
  source: (random, { sizes, slots }) => {
    return () => {
      const file = random.below(sizes.length)
      const slot = random.below(slots)
      return random.onceIn(6) ? { kind: 'drop', slot } : use(random, slot, file, random.below(sizes[file]!))
    }
  },
}

export const churn: Workload = {
  name: 'churn',
  summary: 'Cursors copied, assigned, given back and disposed of without end',
  source: (random, { sizes, slots }) => {
    return () => {
      const slot = random.below(slots)
      const kind = random.below(200)
      if (kind === 0) return { kind: 'release-all' }
      if (kind < 3) return { kind: 'collect' }
      if (kind < 40) return { kind: 'unuse', slot }
      if (kind < 70) return { kind: 'drop', slot }
      if (kind < 120) return { kind: 'assign', slot, from: random.below(slots) }
      const file = random.below(sizes.length)
      return use(random, slot, file, random.below(sizes[file]!))
    }
  },
}

export const calls: Workload = {
  name: 'calls',
  summary:
    'Every way of reading and of naming a file: copies and slices across windows, regions taken up again',
  source: (random, { sizes, slots, windowBytes }) => {
    return () => {
      const slot = random.below(slots)
      const file = random.below(sizes.length)
      const size = sizes[file]!
      const offset = random.below(size)
      const kind = random.below(20)
      if (kind < 3) return { kind: 'open', slot, file, as: random.pick(SOURCE_KINDS) }
      if (kind < 6) return { kind: 'unuse', slot }
      if (kind < 9) return { kind: 'resume', slot, offset }
      if (kind === 9) return { kind: 'drop', slot }
      if (kind < 14) return use(random, slot, file, offset)
      // Mostly little, at times across three windows and more.
      const length = random.below(random.onceIn(6) ? 4 * windowBytes : 5000)
      const from = random.onceIn(16) ? size - random.below(100) : offset
      return {
        kind: 'read',
        by: random.pick(READ_KINDS),
        slot,
        file,
        offset: Math.max(0, from),
        size: length,
      }
    }
  },
}

export const changes: Workload = {
  name: 'changes',
  summary:
    'As churn, while files are cut, grow and are replaced, and the system refuses maps and descriptors',
  faults: FAULTS_OF_FILES,
  sizes: (files, fileSize) => Array.from({ length: files }, () => Math.min(fileSize, CHANGED_BYTES_MAX)),
  source: (random, shape) => churn.source(random, shape),
}
