/**
 * The fewest operations that show a violation, as a film: step by step, which window of which file is mapped, what the
 * operation asks for, and what the engine did.
 */
import type { FilmStep, FilmWindow } from '../../report.js'
import { el } from './dom.js'
import { formatByteSize, formatCount } from './figures.js'

const WORDS: Record<FilmStep['outcome'], string> = {
  hit: 'hit',
  map: 'mapped',
  read: 'read, not mapped',
  error: 'an error, as it had to be',
  violation: 'the promise is broken here',
  other: '',
}
/** Of the width of a file, so that a page in a gibibyte can be seen. */
const WIDTH_MIN_PERCENT = 0.6

/** What is mapped after a step: windows by file, offset and length. */
type State = ReadonlyMap<string, FilmWindow>

export function film(steps: readonly FilmStep[]): HTMLElement {
  const states = statesAfter(steps)
  const sizes = extents(steps)
  const stage = el('div.stage', { 'aria-live': 'polite' })
  const rows = steps.map((step, index) => rowOf(step, index, show))
  const list = el('ol.operations.steps', {}, ...rows)
  const slider = el('input', {
    ...{ type: 'range', min: '1', max: String(steps.length), 'aria-label': 'Step' },
  }) as HTMLInputElement
  let at = 0
  function show(index: number): void {
    at = Math.max(0, Math.min(steps.length - 1, index))
    slider.value = String(at + 1)
    rows.forEach((row, number) => row.classList.toggle('shown', number === at))
    // Within the list alone: the page stays where it is.
    list.scrollTop = rows[at]!.offsetTop - list.clientHeight / 2
    stage.replaceChildren(
      ...scene(steps[at]!, states[at - 1] ?? new Map(), states[at]!, sizes, at, steps.length),
    )
  }
  slider.addEventListener('input', () => {
    show(Number(slider.value) - 1)
  })
  const button = (text: string, label: string, to: () => number): HTMLElement => {
    const made = el('button', { type: 'button', 'aria-label': label }, text)
    made.addEventListener('click', () => {
      show(to())
    })
    return made
  }
  const figure = el(
    'div.film',
    { tabindex: '0' },
    el(
      'div.controls',
      {},
      button('|◀', 'First step', () => 0),
      button('◀', 'Step before', () => at - 1),
      slider,
      button('▶', 'Next step', () => at + 1),
      button('▶|', 'Last step', () => steps.length - 1),
    ),
    stage,
    list,
  )
  figure.addEventListener('keydown', (event) => {
    if (event.target === slider) return
    if (event.key === 'ArrowRight') show(at + 1)
    if (event.key === 'ArrowLeft') show(at - 1)
  })
  show(steps.length - 1)
  return figure
}

function rowOf(step: FilmStep, index: number, show: (index: number) => void): HTMLElement {
  const word = step.outcome === 'map' ? '' : WORDS[step.outcome]
  const did = [word, ...changes(step)].filter((words) => words !== '').join('; ')
  const open = el(
    'button.step',
    { type: 'button' },
    el('code', {}, step.operation),
    el(`span.${step.outcome}`, {}, did),
  )
  open.addEventListener('click', () => {
    show(index)
  })
  return el('li', {}, open)
}

function changes({ mapped, unmapped }: FilmStep): string[] {
  const made = mapped.map((window) => `maps ${nameOf(window)}`)
  return [...unmapped.map((window) => `unmaps ${nameOf(window)}`), ...made]
}

function nameOf({ file, offset, length }: FilmWindow): string {
  return `${formatCount(offset)} to ${formatCount(offset + length)} of file ${file}`
}

/** The files that occur, one bar each: what stays is plain, what came is marked, what went is hollow. */
function scene(
  step: FilmStep,
  before: State,
  after: State,
  sizes: ReadonlyMap<number, number>,
  index: number,
  count: number,
): HTMLElement[] {
  const did = WORDS[step.outcome]
  const bars = [...sizes].map(([file, size]) => {
    const blocks = [...new Map([...before, ...after])].filter(([, window]) => window.file === file)
    const bar = el(
      'div.bar',
      {},
      ...blocks.map(([key, window]) => {
        const kind = !after.has(key) ? 'gone' : before.has(key) ? 'kept' : 'new'
        return block(kind, window.offset, window.length, size)
      }),
      ...(step.at?.file === file ? [block('wanted', step.at.offset, step.at.size, size)] : []),
    )
    return el('div.file', {}, el('span.quiet', {}, `file ${file}, up to ${formatByteSize(size)}`), bar)
  })
  return [
    el('p', {}, `${index + 1} of ${count}: ${step.operation}`),
    el(
      `p.${step.outcome}`,
      {},
      [did, `${after.size} windows, ${formatByteSize(step.mappedBytes)} mapped`]
        .filter((text) => text !== '')
        .join(' · '),
    ),
    ...bars,
    el(
      'p.quiet.key',
      {},
      ...['kept', 'new', 'gone', 'wanted'].flatMap((kind) => [
        el(`i.swatch.${kind}`),
        KEYS[kind as keyof typeof KEYS],
      ]),
    ),
  ]
}

const KEYS = { kept: ' mapped ', new: ' mapped just now ', gone: ' unmapped just now ', wanted: ' asked for' }

function block(kind: string, offset: number, length: number, size: number): HTMLElement {
  const left = (Math.min(offset, size) / size) * 100
  const width = Math.max(WIDTH_MIN_PERCENT, (Math.min(length, Math.max(0, size - offset)) / size) * 100)
  const made = el(`div.block.${kind}`, { title: `${formatCount(offset)} to ${formatCount(offset + length)}` })
  made.style.left = `${Math.min(left, 100 - WIDTH_MIN_PERCENT)}%`
  made.style.width = `${Math.min(width, 100 - Math.min(left, 100 - WIDTH_MIN_PERCENT))}%`
  return made
}

function statesAfter(steps: readonly FilmStep[]): State[] {
  const now = new Map<string, FilmWindow>()
  return steps.map(({ mapped, unmapped }) => {
    for (const window of unmapped) now.delete(keyOf(window))
    for (const window of mapped) now.set(keyOf(window), window)
    // Made and unmapped within one operation.
    for (const window of unmapped)
      if (mapped.some((other) => keyOf(other) === keyOf(window))) now.delete(keyOf(window))
    return new Map(now)
  })
}

function keyOf({ file, offset, length }: FilmWindow): string {
  return `${file} ${offset} ${length}`
}

/** As far as the film shows of each file. */
function extents(steps: readonly FilmStep[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>()
  const note = (file: number, end: number): void => {
    ends.set(file, Math.max(ends.get(file) ?? 1, end))
  }
  for (const { at, mapped } of steps) {
    if (at) note(at.file, at.offset + Math.max(1, at.size))
    for (const { file, offset, length } of mapped) note(file, offset + length)
  }
  return new Map([...ends].sort(([a], [b]) => a - b))
}
