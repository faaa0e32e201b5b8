/** What a failure says on one line, that of a system call in git's words: what was tried, on which file, and why not. */
import { remedyFor } from '../../smmap/index.js'

/** What system calls were made for, where their name does not say it. */
const ATTEMPTS = new Map([
  ['scandir', 'unable to list'],
  ['opendir', 'unable to list'],
  ['lstat', 'unable to stat'],
  ['fstat', 'unable to stat'],
])

/** What Node says when there is no memory for an array. */
const NO_MEMORY = 'allocation failed'

export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { syscall, code, path, message } = error as NodeJS.ErrnoException
  if (error instanceof RangeError && message.includes(NO_MEMORY)) {
    return `out of memory (${message}): the machine or a limit of the process (ulimit -v) leaves no room`
  }
  if (syscall === undefined) return message
  const attempt = ATTEMPTS.get(syscall) ?? `unable to ${syscall}`
  const remedy = remedyFor(code)
  const what = path === undefined ? attempt : `${attempt} '${path}'`
  return `${what}: ${reasonOf(error)}${remedy === undefined ? '' : `; ${remedy}`}`
}

/** Why a system call failed, such as `Permission denied`, of which Node makes `EACCES: permission denied, open '…'`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const reason = /^E[A-Z0-9]+: (.)([^,]*)/.exec(error.message)
  return reason ? `${reason[1]!.toUpperCase()}${reason[2]!}` : error.message
}
