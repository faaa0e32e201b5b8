/** What is asked of a blame, and what it answers. */
import type { LineDiffOptions } from '../../text/line-diff/options.js'
import type { LineRange } from './line-ranges.js'

/** Consecutive lines that come from one file of one commit. */
export interface BlamedLines {
  /** The first one in the content that was asked about, counted from 1. */
  readonly line: number
  readonly count: number
  /** In hex; all zeros: what is not committed. */
  readonly commit: string
  /** The file in that commit. */
  readonly path: Uint8Array
  /** Where they begin in that file, counted from 1. */
  readonly originalLine: number
  /** The same file in the commit's first parent that has it; undefined: none has. */
  readonly previous: { readonly commit: string; readonly path: Uint8Array } | undefined
  /** Whether history ends here, at a root or at what was excluded, and not the search for where the lines come from. */
  readonly isBoundary: boolean
}

export interface BlameOptions {
  /** Lines from 1 on, both ends included, or as text of `git blame -L`: `10,+5`, `/regex/,20`, `:function`. Default: all. */
  readonly lines?: readonly (LineRange | string)[]
  /** What white space counts, and by which algorithm lines are compared; default as `git blame`. */
  readonly diff?: Pick<LineDiffOptions, 'algorithm' | 'ignoreSpace' | 'indentHeuristic' | 'workMax'>
  /** Whether only the first parents of merges are looked into. */
  readonly firstParent?: boolean
  /** Revisions whose history is not looked into: its lines are told as theirs. */
  readonly exclude?: readonly string[]
  /** Seconds since 1970: commits from before that are not looked into either. */
  readonly since?: number
  /** Whether the commits without parents are told as any other. Default: they are boundaries. */
  readonly showsRoots?: boolean
  /** Whether a file is looked for under other names where a parent lacks it. Default: true. */
  readonly follow?: boolean
  /** Whether lines that were moved within a file are traced: what a run must score, in letters and digits. */
  readonly moves?: number
  /** Whether lines that were copied from other files are traced. */
  readonly copies?: CopyOptions
  /** Content that is not committed, blamed on no commit, whose parents are the revision's commits. */
  readonly uncommitted?: UncommittedContent
}

export interface CopyOptions {
  /** What a run must score, in letters and digits. */
  readonly score: number
  /** 1: files that the same commit changed; 2: any file, where the commit made this one; 3: any file. */
  readonly effort: 1 | 2 | 3
}

export interface UncommittedContent {
  readonly data: Uint8Array
  /** Oids of what it was made from: HEAD, and what is being merged. */
  readonly parents: readonly string[]
}
