/**
 * The graph of history that `--graph` draws to the left of commits, line by line, as git draws it.
 *
 * Each branch that waits for a commit has a column. A commit takes its own column, and its parents take columns after it:
 * where that moves columns, lines are drawn until each edge has come to where it belongs. `edges` says for every place on
 * the line, two for each column, which column the edge there leads to.
 */

/** A commit as the graph sees it. */
export interface GraphCommit {
  readonly oid: string
  /** Parents that are shown too, or end in the boundary. */
  readonly parents: readonly string[]
  /** The sign that stands for it: `*`, `o`, `<`… */
  readonly mark: string
}

export interface GraphSettings {
  /** Colours of columns, taken in turn; empty: there are none. */
  readonly colors: readonly string[]
  readonly reset: string
  /** Columns at most; what lies to the right of them is a `~`. Infinite: all are drawn. */
  readonly lanesMax: number
}

type State = 'padding' | 'skip' | 'before' | 'commit' | 'after-merge' | 'collapsing'

interface Column {
  readonly oid: string
  /** Which colour; -1: none. */
  readonly color: number
}

const NO_EDGE = -1
/** How the edges of a merge leave it, from the leftmost one on. */
const MERGE_EDGES = ['/', '|', '\\'] as const

/** A line as it is drawn: colours take no room in it. */
class Line {
  text = ''
  width = 0

  constructor(private readonly settings: GraphSettings) {}

  add(text: string): void {
    this.text += text
    this.width += text.length
  }

  edge(column: Column, sign: string): void {
    const { colors, reset } = this.settings
    this.text += column.color < 0 ? sign : colors[column.color]! + sign + reset
    this.width++
  }
}

export class HistoryGraph {
  #commit: GraphCommit | undefined
  /** Columns that one line of a commit takes. */
  #width = 0
  #state: State = 'padding'
  #stateBefore: State = 'padding'
  #columns: Column[] = []
  #newColumns: Column[] = []
  #edges: number[] = []
  #edgesBefore: number[] = []
  /** The column of the commit, and that of the one before. */
  #at = 0
  #atBefore = 0
  /** Lines that make room for a merge of many, as far as they are drawn. */
  #roomMade = 0
  /** Whether the first parent of a merge lies to its left (0) or below it (1); -1: not known yet. */
  #layout = 0
  /** Columns that a merge adds. */
  #added = 0
  #addedBefore = 0
  #color: number

  constructor(private readonly settings: GraphSettings) {
    this.#color = settings.colors.length - 1
  }

  get width(): number {
    return this.#width
  }

  /** Whether nothing is left to be drawn before the next commit. */
  get isFinished(): boolean {
    return this.#state === 'padding'
  }

  /** Goes on to the next commit. */
  update(commit: GraphCommit): void {
    this.#commit = commit
    this.#atBefore = this.#at
    this.#placeColumns(commit)
    this.#roomMade = 0
    if (this.#state !== 'padding') this.#state = 'skip'
    else this.#state = this.#needsRoom(commit) ? 'before' : 'commit'
  }

  /** Everything up to the commit's own line, which is not ended. */
  showCommit(): string {
    if (this.isFinished) return this.showPadding()
    let shown = ''
    do {
      const isCommit = this.#state === 'commit'
      shown += this.showLine()
      if (isCommit) return shown
      shown += '\n'
    } while (this.#state !== 'padding')
    return shown
  }

  /** What stands before the next line of the commit's text. */
  showLine(): string {
    if (!this.#commit) return ''
    const line = new Line(this.settings)
    this.#draw(line, this.#commit)
    return this.#filled(line)
  }

  /** What stands before a line that comes between commits. */
  showPadding(): string {
    const commit = this.#commit
    if (!commit || this.#state !== 'commit') return this.showLine()
    const line = new Line(this.settings)
    for (const [i, column] of this.#columns.entries()) {
      if (this.#isCut(i)) {
        line.add('~ ')
        break
      }
      line.edge(column, '|')
      const isWide = column.oid === commit.oid && commit.parents.length > 2
      line.add(' '.repeat(isWide ? (commit.parents.length - 2) * 2 : 1))
    }
    this.#stateBefore = 'padding'
    return this.#filled(line)
  }

  /** Lines that are left; empty: none. The last one is not ended. */
  showRemainder(): string {
    const lines: string[] = []
    while (!this.isFinished) lines.push(this.showLine())
    return lines.join('\n')
  }

  /** A commit's text with the graph before each of its lines but the first. */
  showMessage(text: string): string {
    let shown = ''
    for (let at = 0; at < text.length;) {
      const newline = text.indexOf('\n', at)
      const next = newline < 0 ? text.length : newline + 1
      shown += text.slice(at, next)
      if (newline >= 0 && next < text.length && text[next] !== '\0') shown += this.showLine()
      at = next
    }
    if (this.isFinished) return shown
    const endsLine = text.endsWith('\n')
    return `${shown}${endsLine ? '' : '\n'}${this.showRemainder()}${endsLine ? '\n' : ''}`
  }

  #filled(line: Line): string {
    return line.text + ' '.repeat(Math.max(this.#width - line.width, 0))
  }

  #isCut(lane: number): boolean {
    return lane >= this.settings.lanesMax
  }

  #go(state: State): void {
    this.#stateBefore = this.#state
    this.#state = state
  }

  #goOn(): void {
    this.#go(this.#areEdgesStraight() ? 'padding' : 'collapsing')
  }

  #areEdgesStraight(): boolean {
    return this.#edges.every((target, i) => target < 0 || target === Math.floor(i / 2))
  }

  #placeColumns(commit: GraphCommit): void {
    const columns = this.#newColumns
    this.#columns = columns
    this.#newColumns = []
    this.#edges = new Array<number>(2 * (columns.length + commit.parents.length)).fill(NO_EDGE)
    this.#width = 0
    this.#addedBefore = this.#added
    this.#added = 0
    const known = columns.findIndex(({ oid }) => oid === commit.oid)
    const end = known < 0 ? columns.length + 1 : columns.length
    for (let i = 0; i < end; i++) {
      const oid = i === columns.length ? commit.oid : columns[i]!.oid
      if (oid === commit.oid) this.#placeParents(commit, i, known >= 0)
      else this.#place(oid, NO_EDGE, commit)
    }
    const { lanesMax } = this.settings
    this.#width = Math.min(this.#width, lanesMax * 2 + 2)
    while (this.#edges.length > 1 && this.#edges.at(-1)! < 0) this.#edges.pop()
  }

  #placeParents(commit: GraphCommit, at: number, isKnown: boolean): void {
    this.#at = at
    this.#layout = -1
    for (const parent of commit.parents) {
      if ((commit.parents.length > 1 || !isKnown) && this.settings.colors.length > 0) {
        this.#color = (this.#color + 1) % this.settings.colors.length
      }
      this.#place(parent, at, commit)
    }
    if (commit.parents.length === 0) this.#width += 2
  }

  /** @param at The column of the commit that this is a parent of; -1: the column only goes on. */
  #place(oid: string, at: number, commit: GraphCommit): void {
    let i = this.#newColumns.findIndex((column) => column.oid === oid)
    if (i < 0) {
      i = this.#newColumns.length
      const color = this.#columns.find((column) => column.oid === oid)?.color ?? this.#color
      this.#newColumns.push({ oid, color })
    }
    const count = commit.parents.length
    if (count > 1 && at >= 0 && this.#layout === -1) {
      // The first parent of a merge: where its column lies decides how the merge is drawn.
      const distance = at - i
      const shift = distance > 1 ? 2 * distance - 3 : 1
      this.#layout = distance > 0 ? 0 : 1
      this.#added = count + this.#layout - 2
      this.#edges[this.#width + (this.#layout - 1) * shift] = i
      this.#width += 2 * this.#layout
    } else if (this.#added > 0 && i === this.#edges[this.#width - 2]) {
      // It joins the column to its left at once.
      this.#edges[this.#width - 2] = i
      this.#added = -1
    } else {
      this.#edges[this.#width] = i
      this.#width += 2
    }
  }

  #dashes(commit: GraphCommit): number {
    return commit.parents.length + this.#layout - 3
  }

  #needsRoom(commit: GraphCommit): boolean {
    return (
      commit.parents.length >= 3 &&
      this.#at < this.#columns.length - 1 &&
      this.#roomMade < this.#dashes(commit) * 2
    )
  }

  #draw(line: Line, commit: GraphCommit): void {
    switch (this.#state) {
      case 'padding':
        this.#drawPadding(line)
        break
      case 'skip':
        line.add('...')
        this.#go(this.#needsRoom(commit) ? 'before' : 'commit')
        break
      case 'before':
        this.#drawRoom(line, commit)
        break
      case 'commit':
        this.#drawCommit(line, commit)
        break
      case 'after-merge':
        this.#drawMerge(line, commit)
        break
      case 'collapsing':
        this.#drawCollapsing(line)
        break
    }
  }

  #drawPadding(line: Line): void {
    for (const [i, column] of this.#newColumns.entries()) {
      if (this.#isCut(i)) {
        line.add('~ ')
        return
      }
      line.edge(column, '|')
      line.add(' ')
    }
  }

  /** Moves the columns after a merge of many to the right, a step a line. */
  #drawRoom(line: Line, commit: GraphCommit): void {
    let isBehind = false
    for (const [i, column] of this.#columns.entries()) {
      if (column.oid === commit.oid) {
        isBehind = true
        line.edge(column, '|')
        line.add(' '.repeat(this.#roomMade))
      } else if (isBehind && this.#isCut(i)) {
        line.add('~ ')
        break
      } else {
        const continues = this.#stateBefore === 'after-merge' && this.#atBefore < i
        line.edge(column, isBehind && (this.#roomMade > 0 || continues) ? '\\' : '|')
      }
      line.add(' ')
    }
    this.#roomMade++
    if (!this.#needsRoom(commit)) this.#go('commit')
  }

  #drawCommit(line: Line, commit: GraphCommit): void {
    const columns = this.#columns
    let isBehind = false
    for (let i = 0; i <= columns.length; i++) {
      if (i === columns.length && isBehind) break
      const column = columns[i]
      if (!column || column.oid === commit.oid) {
        isBehind = true
        line.add(commit.mark)
        if (this.#isCut(i)) {
          line.add(' ')
          break
        }
        if (commit.parents.length > 2) this.#drawDashes(line, commit)
      } else if (this.#isCut(i)) {
        line.add('~ ')
        break
      } else line.edge(column, this.#signBeside(i, isBehind))
      line.add(' ')
    }
    if (commit.parents.length > 1 && this.#showsMerge(commit)) this.#go('after-merge')
    else this.#goOn()
  }

  /** How the edge in column `i` goes past the commit. */
  #signBeside(i: number, isBehind: boolean): string {
    if (isBehind && this.#added > 1) return '\\'
    if (isBehind && this.#added === 1) {
      const continues = this.#stateBefore === 'after-merge' && this.#addedBefore > 0 && this.#atBefore < i
      return continues ? '\\' : '|'
    }
    const comesIn =
      this.#stateBefore === 'collapsing' &&
      this.#edgesBefore[2 * i + 1] === i &&
      (this.#edges[2 * i] ?? NO_EDGE) < i
    return comesIn ? '/' : '|'
  }

  #showsMerge(commit: GraphCommit): boolean {
    if (!this.#isCut(this.#at)) return true
    return !this.#isCut(this.#newColumns.findIndex(({ oid }) => oid === commit.parents[0]))
  }

  /** The edges of a merge of many on its own line. */
  #drawDashes(line: Line, commit: GraphCommit): void {
    const count = this.#dashes(commit)
    for (let i = 0; i < count; i++) {
      const column = this.#newColumns[this.#edges[(this.#at + i + 2) * 2]!]!
      line.edge(column, '-')
      if (this.#isCut(this.#at + 1 + i)) {
        line.add('~ ')
        return
      }
      line.edge(column, i === count - 1 ? '.' : '-')
    }
  }

  #drawMerge(line: Line, commit: GraphCommit): void {
    const columns = this.#columns
    let isBehind = false
    let parentColumn: Column | undefined
    for (let i = 0; i <= columns.length; i++) {
      if (i === columns.length && isBehind) break
      const column = columns[i]
      const oid = column?.oid ?? commit.oid
      if (!column || oid === commit.oid) {
        isBehind = true
        if (this.#drawMergeEdges(line, commit, i)) break
        if (this.#added === 0) line.add(' ')
      } else if (this.#isCut(i)) {
        line.add('~ ')
        break
      } else if (isBehind) {
        line.edge(column, this.#added > 0 ? '\\' : '|')
        if (!this.#isCut(i + 1)) line.add(' ')
      } else {
        line.edge(column, '|')
        if (this.#layout !== 0 || i !== this.#at - 1) {
          if (parentColumn) line.edge(parentColumn, '_')
          else line.add(' ')
        }
      }
      if (column && oid === commit.parents[0]) parentColumn = column
    }
    this.#goOn()
  }

  /** @returns Whether the line ends there. */
  #drawMergeEdges(line: Line, commit: GraphCommit, at: number): boolean {
    const count = commit.parents.length
    let edge = this.#layout
    for (const [j, parent] of commit.parents.entries()) {
      line.edge(
        this.#newColumns.find(({ oid }) => oid === parent)!,
        MERGE_EDGES[edge]!,
      )
      const lane = Math.floor(j / 2) + at
      if (this.#isCut(lane) && lane <= this.#columns.length) {
        if ((j + at * 2) % 2 !== 0) line.add(' ')
        line.add('~ ')
        return true
      }
      if (edge < 2) {
        edge++
        continue
      }
      if (this.#isCut(Math.floor((j + 1) / 2) + at) && j < count - 1) {
        line.add('~ ')
        return true
      }
      if (this.#added > 0 || j < count - 1) line.add(' ')
    }
    return false
  }

  /** Moves every edge that is not where it belongs to the left; one of them may go all the way at once. */
  #drawCollapsing(line: Line): void {
    const before = this.#edges
    const edges = new Array<number>(before.length).fill(NO_EDGE)
    let moving = -1
    let movingTarget = -1
    const moveFar = (i: number, target: number, edge: number): void => {
      if (moving !== -1) return
      moving = edge
      movingTarget = target
      for (let j = target * 2 + 3; j < i - 2; j += 2) edges[j] = target
    }
    for (const [i, target] of before.entries()) {
      if (target < 0) continue
      if (target * 2 === i) edges[i] = target
      else if (edges[i - 1]! < 0) {
        edges[i - 1] = target
        moveFar(i, target, i)
      } else if (edges[i - 1] !== target) {
        edges[i - 2] = target // crosses the edge to its left
        moveFar(i, target, i - 1)
      }
    }
    this.#edgesBefore = [...edges]
    if (edges.at(-1)! < 0) edges.pop()
    this.#edges = edges
    this.#drawEdges(line, moving, movingTarget)
    if (this.#areEdgesStraight()) this.#go('padding')
  }

  #drawEdges(line: Line, moving: number, movingTarget: number): void {
    const edges = this.#edges
    let isHorizontal = false
    let isCut = false
    const draw = (target: number, sign: string): void => {
      if (!isCut) line.edge(this.#newColumns[target]!, sign)
    }
    for (const [i, target] of edges.entries()) {
      if (!isCut && this.#isCut(Math.floor(i / 2))) {
        line.add('~ ')
        isCut = true
      }
      if (target < 0) {
        if (!isCut) line.add(' ')
      } else if (target * 2 === i) draw(target, '|')
      else if (target === movingTarget && i !== moving - 1) {
        if (i !== target * 2 + 3) edges[i] = NO_EDGE // it ends with this line
        isHorizontal = true
        draw(target, '_')
      } else {
        if (isHorizontal && i < moving) edges[i] = NO_EDGE
        draw(target, '/')
      }
    }
  }
}
