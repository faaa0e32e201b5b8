/** Runs of lines on their way to the commit that they come from, and the files that they pass. */

/** A file of a commit that lines are traced to. One object for each commit and path. */
export interface Suspect {
  /** In hex; that of no commit where the content is not committed. */
  readonly commit: string
  /** One unit a byte. */
  readonly path: string
  /** Mode of the file in the tree. */
  readonly mode: number
  /** Oid of the content. */
  readonly blob: string
  /** The file in the first parent that has one: what `git blame` calls previous. */
  previous: Suspect | undefined
  /** Runs that this file has to answer for, in the order of its lines. */
  entries: BlameEntry[]
  /** Whether lines were found to come from it. */
  isGuilty: boolean
}

/** Consecutive lines of the final content that stand in one file of one commit, one after the other as well. */
export interface BlameEntry {
  /** Where they begin in the final content, and in the suspect's; lines are counted from 0. */
  readonly line: number
  readonly count: number
  readonly suspect: Suspect
  readonly suspectLine: number
}

/** Runs of one file in the order of its lines. */
export function inOrder(entries: readonly BlameEntry[]): BlameEntry[] {
  return [...entries].sort((a, b) => a.suspectLine - b.suspectLine || a.line - b.line)
}

/** Two lists, each in the order of its file's lines, as one. */
export function merged(a: readonly BlameEntry[], b: readonly BlameEntry[]): BlameEntry[] {
  if (a.length === 0) return [...b]
  const all: BlameEntry[] = []
  let at = 0
  for (const entry of b) {
    while (at < a.length && a[at]!.suspectLine < entry.suspectLine) all.push(a[at++]!)
    all.push(entry)
  }
  return [...all, ...a.slice(at)]
}

/** The part of a run that begins `from` lines into it. */
export function partOf({ line, suspect, suspectLine }: BlameEntry, from: number, count: number): BlameEntry {
  return { line: line + from, count, suspect, suspectLine: suspectLine + from }
}
