/**
 * The ways in which a command ends early, with git's exit statuses.
 *
 * Commands throw these; `main` prints the message and turns the class into a status, so no command calls
 * `process.exit` and the whole program can run inside a test.
 */

export const STATUS_FATAL = 128
export const STATUS_USAGE = 129
/** 128 + SIGPIPE: what a shell reports of a git whose reader went away. */
export const STATUS_BROKEN_PIPE = 141

/** The command cannot go on: `fatal: …` on standard error, status 128. */
export class FatalError extends Error {
  override readonly name = 'FatalError'

  /** @param advice Whole lines to print after the message. */
  constructor(
    message: string,
    readonly advice: readonly string[] = [],
  ) {
    super(message)
  }
}

/** The arguments make no sense: one line, and the command's forms, on standard error; status 129. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  /**
   * @param severity What the line begins with. Git says `error` of an option by itself, `fatal` where options and
   *   operands do not go together, and `usage` where nothing follows the line.
   */
  constructor(
    message: string,
    readonly severity: 'error' | 'fatal' | 'usage' = 'error',
  ) {
    super(message)
  }
}

/** Everything has been said, or there is nothing to say: only the status is left. */
export class ExitWith extends Error {
  override readonly name = 'ExitWith'

  constructor(readonly status: number) {
    super(`exit ${status}`)
  }
}

/** Whoever read standard output has closed it; git dies of SIGPIPE then, without a word. */
export class BrokenPipeError extends Error {
  override readonly name = 'BrokenPipeError'
}
