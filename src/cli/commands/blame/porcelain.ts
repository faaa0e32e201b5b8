/** The formats of `blame` for programs: `--porcelain`, `--line-porcelain` and `--incremental`. */
import { bytesToRaw } from '../../../object/raw-text.js'
import type { BlamedLines } from '../../../repo/blame/blame-options.js'
import type { FinalLines } from '../../../repo/blame/final-lines.js'
import { quotePath } from '../../../text/quote-path.js'
import type { Output } from '../../io/output.js'
import type { BlamedPerson, CommitDetailsReader } from './commit-details.js'

export class PorcelainWriter {
  readonly #shown = new Set<string>()
  /** @param quoteHigh `core.quotePath`. */
  constructor(
    private readonly out: Output,
    private readonly details: CommitDetailsReader,
    private readonly quoteHigh: boolean,
  ) {}

  /** A run by itself, as it is found. */
  incremental(run: BlamedLines): void {
    this.#header(run, 0, true)
    this.#commit(run, false)
    this.#file(run)
    this.out.flush()
  }

  /** Runs with their lines. @param repeats Whether everything is said for each line. */
  withLines(runs: readonly BlamedLines[], lines: FinalLines, repeats: boolean): void {
    const manyFiles = commitsOfManyFiles(runs)
    const { out } = this
    for (const run of runs) {
      for (let i = 0; i < run.count; i++) {
        this.#header(run, i, i === 0)
        const hasCommit = i === 0 || repeats ? this.#commit(run, repeats) : false
        const saysFile = hasCommit || manyFiles.has(run.commit)
        if ((i === 0 || repeats) && saysFile) this.#file(run)
        out.raw('\t')
        out.bytes(lines.lines(run.line - 1 + i))
      }
    }
    const last = runs.at(-1)
    if (last && lines.lines(last.line - 1 + last.count - 1).at(-1) !== 0x0a) out.raw('\n')
  }

  #header({ commit, line, originalLine, count }: BlamedLines, at: number, saysCount: boolean): void {
    this.out.raw(`${commit} ${originalLine + at} ${line + at}${saysCount ? ` ${count}` : ''}\n`)
  }

  /** @returns False: it has been said already. */
  #commit({ commit, isBoundary }: BlamedLines, repeats: boolean): boolean {
    if (!repeats && this.#shown.has(commit)) return false
    this.#shown.add(commit)
    const { author, committer, summary } = this.details.of(commit)
    this.#person('author', author)
    this.#person('committer', committer)
    this.out.raw(`summary ${summary}\n${isBoundary ? 'boundary\n' : ''}`)
    return true
  }

  #person(role: string, { name, email, time, zone }: BlamedPerson): void {
    const zoneText = `${zone < 0 ? '-' : '+'}${String(Math.abs(zone)).padStart(4, '0')}`
    this.out.raw(`${role} ${name}\n${role}-mail <${email}>\n${role}-time ${time}\n${role}-tz ${zoneText}\n`)
  }

  #file({ path, previous }: BlamedLines): void {
    const quoted = (bytes: Uint8Array): string => quotePath(bytesToRaw(bytes), this.quoteHigh)
    if (previous) this.out.raw(`previous ${previous.commit} ${quoted(previous.path)}\n`)
    this.out.raw(`filename ${quoted(path)}\n`)
  }
}

function commitsOfManyFiles(runs: readonly BlamedLines[]): Set<string> {
  const pathOf = new Map<string, string>()
  const many = new Set<string>()
  for (const { commit, path } of runs) {
    const raw = bytesToRaw(path)
    const known = pathOf.get(commit)
    if (known === undefined) pathOf.set(commit, raw)
    else if (known !== raw) many.add(commit)
  }
  return many
}
