/** Visitors for scans over threads. */
import { createHash } from 'node:crypto'
import type { ThreadVisitor, VisitorFactory } from '../../../src/odb/scan/thread-visitor.js'
import { mappedBytes } from '../../support/process-maps.js'

/** Lists every object by oid, with its type and a hash of its content. */
const listing: VisitorFactory<undefined, [string, string][]> = () => {
  const seen: [string, string][] = []
  return {
    visit({ oid, type, data }) {
      seen.push([oid, `${type} ${createHash('md5').update(data).digest('hex')}`])
    },
    result: () => seen,
  }
}
export default listing

/** Does something else at the object of a number. */
export function troubleAt({
  count,
  what,
}: {
  count: number
  what: 'throw' | 'exit' | 'hang'
}): ThreadVisitor {
  let seen = 0
  return {
    visit() {
      if (++seen !== count) return
      if (what === 'throw') throw new RangeError('the visitor has had enough')
      if (what === 'exit') process.exit(7)
      for (;;);
    },
  }
}

/** The most bytes of files below a folder that it sees mapped, by all threads of the process. */
export const mapWatch: VisitorFactory<{ folder: string }, number> = ({ folder }) => {
  let most = 0
  return {
    visit() {
      most = Math.max(most, mappedBytes(folder))
    },
    result: () => most,
  }
}

export const notAFunction = 1
