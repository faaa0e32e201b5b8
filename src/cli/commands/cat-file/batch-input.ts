/** `--batch` and `--batch-check`: an answer for every line of standard input. */
import type { Repository } from '../../../repo/repository.js'
import type { LineReader } from '../../io/line-reader.js'
import { fullOidAt } from './full-oid.js'
import type { BatchPrinter } from './batch-printer.js'
import { resolveName } from './resolve-name.js'

export interface BatchInputSettings {
  /** Whether content follows the line about an object. */
  readonly contents: boolean
  readonly followSymlinks: boolean
  /** Whether the line is parted at its first run of blanks, for `%(rest)`. */
  readonly splits: boolean
}

export function answerLines(
  repo: Repository,
  lines: LineReader,
  printer: BatchPrinter,
  settings: BatchInputSettings,
): void {
  const { hexSize } = repo.algorithm
  while (lines.next()) {
    // Nearly every line of a long batch is a full oid: it is looked up without making a revision of it.
    const oid = fullOidAt(lines.buffer, lines.begin, lines.end, hexSize)
    if (oid !== undefined && !settings.splits) {
      if (settings.contents) printer.contentsOf(oid, oid)
      else printer.infoOf(oid, oid)
      continue
    }
    const line = lines.buffer.toString('latin1', lines.begin, lines.end)
    if (settings.splits) {
      const { name, rest } = splitLine(line)
      answerName(repo, name, rest, printer, settings)
    } else {
      answerName(repo, line, undefined, printer, settings)
    }
  }
}

/**
 * Answers one name.
 *
 * @param line One unit a byte. What follows a NUL is no part of it: names are C strings to git.
 */
export function answerName(
  repo: Repository,
  line: string,
  rest: string | undefined,
  printer: BatchPrinter,
  settings: { readonly contents: boolean; readonly followSymlinks: boolean },
): void {
  const nul = line.indexOf('\0')
  const name = nul < 0 ? line : line.slice(0, nul)
  const oid = fullOidIn(name, repo.algorithm.hexSize)
  const resolution =
    oid === undefined ? resolveName(repo, name, settings.followSymlinks) : ({ kind: 'found', oid } as const)
  if (resolution.kind !== 'found') {
    printer.unresolved(name, resolution)
    return
  }
  const request = { name, rest, ...resolution }
  if (settings.contents) printer.contents(request)
  else printer.info(request)
}

function fullOidIn(name: string, hexSize: number): string | undefined {
  return name.length === hexSize && /^[0-9a-fA-F]+$/.test(name) ? name.toLowerCase() : undefined
}

/** The name up to the first blank, and what follows that run of blanks. */
function splitLine(line: string): { name: string; rest: string | undefined } {
  const blanks = /[ \t]+/.exec(line)
  if (!blanks) return { name: line, rest: undefined }
  return { name: line.slice(0, blanks.index), rest: line.slice(blanks.index + blanks[0].length) }
}
