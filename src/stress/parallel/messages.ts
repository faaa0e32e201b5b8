/** What threads and processes of a run send home. */
import type { RunPart, RunProgress } from '../run/run-setup.js'

export type FromRun =
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'part'; readonly part: RunPart }
  /** It could not run at all; the text is for people. */
  | { readonly kind: 'error'; readonly message: string }

/** What a process is sent that shall end before its time. */
export const CANCEL = 'cancel'
