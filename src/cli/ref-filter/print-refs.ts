/** Refs from a listing to lines: filtered, sorted, cut off, formatted. */
import type { Ref } from '../../repo/refs/ref-store.js'
import type { RefFilter } from './ref-filter.js'
import type { RefFormat } from './ref-format.js'
import type { RefOrder } from './ref-order.js'
import { type RefSurroundings, RefView } from './ref-view.js'

export interface PrintRequest {
  readonly refs: Iterable<Ref>
  readonly surroundings: RefSurroundings
  readonly filter: RefFilter
  readonly order: RefOrder
  readonly format: RefFormat
  /** Refs at most; 0: all. */
  readonly count: number
  /** Gets each ref's text, without a line break. */
  readonly print: (text: string) => void
}

/**
 * Prints refs as they come where nothing of a ref depends on others, else all at the end: then one whose object is missing
 * is met while they are sorted, before anything is printed.
 *
 * @throws {FatalError} Something that is to be shown is missing.
 */
export function printRefs(request: PrintRequest): void {
  const { refs, surroundings, filter, order, format, count, print } = request
  const isOneByOne = order.isStored && !filter.asksWhatIsMerged && !format.looksAtAll && !order.looksAtAll
  if (isOneByOne && filter.isEmpty) {
    let shown = 0
    for (const ref of refs) {
      print(format.show(new RefView(surroundings, ref)))
      if (++shown === count) return
    }
    return
  }
  const selected = filter.select(Array.from(refs, (ref) => new RefView(surroundings, ref)))
  printSorted(selected, request, isOneByOne)
}

/** @param isOneByOne Whether what was found before something is missing is printed. */
export function printSorted(
  refs: RefView[],
  { order, format, count, print }: Pick<PrintRequest, 'order' | 'format' | 'count' | 'print'>,
  isOneByOne = false,
): void {
  format.prepare(refs)
  order.prepare(refs)
  const sorted = order.sort(refs)
  const wanted = count > 0 ? sorted.slice(0, count) : sorted
  if (!isOneByOne && sorted.length > 1) for (const ref of sorted.slice(wanted.length)) format.check(ref)
  if (isOneByOne) for (const ref of wanted) print(format.show(ref))
  else for (const text of wanted.map((ref) => format.show(ref))) print(text)
}
