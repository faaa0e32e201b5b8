/** Workloads that differ in what they do with cursors and files rather than in where they read. */
import { use, type Workload } from './workload.js'

export const manyFiles: Workload = {
  name: 'many-files',
  summary: 'A read here and a read there in many small files, so that descriptors come and go',
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
