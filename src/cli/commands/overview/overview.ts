/**
 * `packmap` alone: a first look at a repository, for a person.
 *
 * What is in it, what happened last, and one of its files: its content, and where in the packs that came from.
 */
import type { Repository } from '../../../repo/repository.js'
import type { CommandContext } from '../../context.js'
import { abbreviate } from '../../../repo/abbreviate.js'
import { counted, printable, table } from '../../text/people.js'
import { type Paint, painter } from '../../text/style.js'
import { explainLines } from '../explain.js'
import { takeCensus } from '../stat/object-census.js'
import { censusLines, packLines } from '../stat/stat.js'
import { chooseFile } from './choose-file.js'

const COMMITS_SHOWN = 5
const FILE_LINES_SHOWN = 8
const LINE_WIDTH_MAX = 76
/** More than this are not counted by type: their headers take longer than a first look may. */
const CENSUS_OBJECTS_MAX = 50_000

export function run(_: readonly string[], context: CommandContext): number {
  const repo = context.repository()
  const paint = painter(context.streams.stdoutIsTerminal, context.env)
  const sections = [
    placeLines(repo, paint),
    objectLines(repo, paint),
    commitLines(repo, paint),
    fileLines(repo, paint),
    nextLines(paint),
  ]
  const shown = sections.filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`)
  context.out.text(shown.join('\n'))
  return 0
}

function placeLines(repo: Repository, paint: Paint): string[] {
  const { ref, oid } = repo.head()
  const branch = ref?.replace(/^refs\/heads\//, '')
  const where = branch === undefined ? 'HEAD is detached' : `on ${printable(branch)}`
  const kinds = new Map([
    ['refs/heads/', 'branche'],
    ['refs/tags/', 'tag'],
    ['refs/remotes/', 'remote branche'],
  ])
  const counts: string[] = []
  for (const [prefix, noun] of kinds) {
    const count = [...repo.refs(prefix)].length
    if (count > 0) counts.push(count === 1 ? `1 ${noun.replace(/e$/, '')}` : counted(count, noun))
  }
  const state = oid === undefined ? 'no commits yet' : counts.join(', ')
  return [paint('bold', printable(repo.workTree ?? repo.gitDir)), `${where}; ${state}`]
}

function objectLines(repo: Repository, paint: Paint): string[] {
  const stats = repo.odb.stats()
  const count = stats.packs.reduce((sum, pack) => sum + pack.objectCount, stats.looseCount)
  const census =
    count <= CENSUS_OBJECTS_MAX
      ? censusLines(takeCensus(repo.odb))
      : [`  ${counted(count, 'object')}; 'packmap stat' counts them by type`]
  return [paint('bold', 'What is in it'), ...packLines(stats), ...census]
}

function commitLines(repo: Repository, paint: Paint): string[] {
  if (repo.head().oid === undefined) return []
  const rows: string[][] = []
  for (const commit of repo.log({ limit: COMMITS_SHOWN })) {
    const author = commit.author?.nameText ?? ''
    const day = commit.committer?.date?.toISOString().replace(/T.*/, '') ?? '' // no date, or beyond what can be shown
    rows.push([abbreviate(repo, commit.oid, 'auto'), day, printable(author), printable(commit.subject)])
  }
  const [first = ''] = rows
  const width = first[0]?.length ?? 0
  const lines = table(rows).map((row) => `  ${paint('yellow', row.slice(0, width))}${row.slice(width)}`)
  return [paint('bold', 'Newest commits'), ...lines]
}

function fileLines(repo: Repository, paint: Paint): string[] {
  const file = chooseFile(repo)
  if (!file) return []
  const content = file.text.replace(/\n$/, '').split('\n')
  const shown = content.slice(0, FILE_LINES_SHOWN).map((line) => `  │ ${clipped(printable(line))}`)
  const hidden = content.length - shown.length
  if (hidden > 0) shown.push(paint('dim', `  │ … ${counted(hidden, 'more line')}`))
  return [
    paint('bold', `A file: ${printable(file.revision)}`),
    ...shown,
    '',
    paint('bold', 'Where it came from'),
    ...explainLines(file.location, paint).map((line) => `  ${line}`),
  ]
}

function clipped(line: string): string {
  return line.length > LINE_WIDTH_MAX ? `${line.slice(0, LINE_WIDTH_MAX - 1)}…` : line
}

function nextLines(paint: Paint): string[] {
  const rows = [
    ['packmap cat-file -p HEAD', 'the newest commit'],
    ['packmap explain HEAD:<path>', 'where a file is stored'],
    ['packmap --help', 'everything else'],
  ]
  return [paint('bold', 'Go on with'), ...table(rows).map((row) => `  ${row}`)]
}
