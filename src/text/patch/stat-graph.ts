/** `--stat`: a line a file with a bar for what was added and removed, in as many columns as there are. */

export interface StatEntry {
  /** As it is shown: quoted, or two names in one. One unit a byte. */
  readonly name: string
  /** Lines; of a binary file, bytes. The same holds for `removed`. */
  readonly added: number
  readonly removed: number
  readonly isBinary: boolean
}

export interface StatLimits {
  /** Columns in all. Default: 80. */
  readonly width?: number
  /** Columns for names at most; 0: no limit. */
  readonly nameWidth?: number
  /** Columns for bars at most; 0: no limit. */
  readonly graphWidth?: number
  /** Files that are shown; 0: all. */
  readonly count?: number
  /** How many columns a text of one unit a byte takes. */
  readonly columnsOf: (raw: string) => number
}

const WIDTH_DEFAULT = 80
const GRAPH_WIDTH_MIN = 6
const NAME_WIDTH_MIN = 10
/** ` name | number bar` without the three. */
const FRAME = 6

interface Layout {
  readonly name: number
  readonly number: number
  readonly graph: number
  readonly changeMax: number
}

/** Lines for all files that are shown, then the one that sums up. */
export function statLines(entries: readonly StatEntry[], limits: StatLimits): string {
  const shown = limits.count ? entries.slice(0, limits.count) : entries
  const layout = layoutOf(shown, limits)
  let text = shown.map((entry) => statLine(entry, layout, limits.columnsOf)).join('')
  if (shown.length < entries.length) text += ' ...\n'
  return text + sumLine(entries)
}

/** ` 2 files changed, 1 insertion(+)`; of no files nothing. */
export function sumLine(entries: readonly StatEntry[]): string {
  let added = 0
  let removed = 0
  for (const entry of entries) {
    if (entry.isBinary) continue
    added += entry.added
    removed += entry.removed
  }
  return sumText(entries.length, added, removed)
}

function sumText(files: number, added: number, removed: number): string {
  if (files === 0) return ' 0 files changed\n'
  let text = ` ${files} ${files === 1 ? 'file' : 'files'} changed`
  if (added > 0 || removed === 0) text += `, ${added} ${added === 1 ? 'insertion' : 'insertions'}(+)`
  if (removed > 0 || added === 0) text += `, ${removed} ${removed === 1 ? 'deletion' : 'deletions'}(-)`
  return `${text}\n`
}

function layoutOf(entries: readonly StatEntry[], limits: StatLimits): Layout {
  let longest = 0
  let changeMax = 0
  let binaryWidth = 0
  let number = 0
  for (const { name, added, removed, isBinary } of entries) {
    longest = Math.max(longest, limits.columnsOf(name))
    if (isBinary) {
      binaryWidth = Math.max(binaryWidth, 14 + digits(added) + digits(removed)) // "Bin 1 -> 2 bytes"
      number = 3
    } else {
      changeMax = Math.max(changeMax, added + removed)
    }
  }
  number = Math.max(number, digits(changeMax))
  const width = Math.max(limits.width ?? WIDTH_DEFAULT, NAME_WIDTH_MIN + GRAPH_WIDTH_MIN + FRAME + number)
  const graphWidth = limits.graphWidth ?? 0
  let graph = changeMax + 4 > binaryWidth ? changeMax : binaryWidth - 4
  if (graphWidth > 0) graph = Math.min(graph, graphWidth)
  const nameWidth = limits.nameWidth ?? 0
  let name = nameWidth > 0 ? Math.min(nameWidth, longest) : longest
  if (name + number + FRAME + graph > width) {
    const graphMax = Math.floor((width * 3) / 8) - number - FRAME
    if (graph > graphMax) graph = Math.max(graphMax, GRAPH_WIDTH_MIN)
    if (graphWidth > 0) graph = Math.min(graph, graphWidth)
    if (name > width - number - FRAME - graph) name = width - number - FRAME - graph
    else graph = width - number - FRAME - name
  }
  return { name, number, graph, changeMax }
}

function digits(value: number): number {
  return `${value}`.length
}

function statLine(entry: StatEntry, layout: Layout, columnsOf: (raw: string) => number): string {
  const { added, removed } = entry
  const name = ` ${shortened(entry.name, layout.name, columnsOf)} | `
  if (entry.isBinary) {
    const sizes = added === 0 && removed === 0 ? '' : ` ${removed} -> ${added} bytes`
    return `${name}${'Bin'.padStart(layout.number)}${sizes}\n`
  }
  const total = `${added + removed}`.padStart(layout.number)
  const bars = barsOf(added, removed, layout)
  return `${name}${total}${added + removed > 0 ? ' ' : ''}${'+'.repeat(bars.plus)}${'-'.repeat(bars.minus)}\n`
}

/** A name that is too long is cut on the left, at a slash if there is one. */
function shortened(name: string, width: number, columnsOf: (raw: string) => number): string {
  const columns = columnsOf(name)
  if (columns <= width) return name + ' '.repeat(width - columns)
  const room = Math.max(width - 3, 0)
  const ends = [...name.matchAll(/[^\x80-\xbf][\x80-\xbf]*/g)].map((match) => match.index)
  let begin = 0
  while (begin < ends.length && columnsOf(name.slice(ends[begin])) > room) begin++
  let rest = begin < ends.length ? name.slice(ends[begin]) : ''
  const slash = rest.indexOf('/')
  if (slash >= 0) rest = rest.slice(slash)
  return `...${rest}${' '.repeat(Math.max(room - columnsOf(rest), 0))}`
}

function barsOf(
  added: number,
  removed: number,
  { graph, changeMax }: Layout,
): { plus: number; minus: number } {
  if (graph > changeMax) return { plus: added, minus: removed }
  const scaled = (value: number): number =>
    value === 0 ? 0 : 1 + Math.floor((value * (graph - 1)) / changeMax)
  let total = scaled(added + removed)
  if (total < 2 && added > 0 && removed > 0) total = 2
  if (added < removed) return { plus: scaled(added), minus: total - scaled(added) }
  return { plus: total - scaled(removed), minus: scaled(removed) }
}
