/** What a command works with: the standard streams, the environment, and the repository once it is asked for. */
import { encodeName } from '../object/name-text.js'
import { Repository, type RepositoryOptions } from '../repo/repository.js'
import { reportAmbiguity } from './ambiguity.js'
import type { ByteSink } from './io/byte-sink.js'
import type { ByteSource } from './io/byte-source.js'
import { Output } from './io/output.js'
import type { GlobalOptions } from './global-options.js'
import { refuseConfig } from './refused-config.js'
import { damageInGitsWords } from './text/damage.js'

/** The outside of one run of the program; a test gives its own. */
export interface ProcessStreams {
  readonly stdin: ByteSource
  readonly stdout: ByteSink
  readonly stderr: ByteSink
  /** Whether a person is looking at standard output. */
  readonly stdoutIsTerminal: boolean
  /** Whether a person would type what is read from standard input. */
  readonly stdinIsTerminal?: boolean
  readonly env: NodeJS.ProcessEnv
  /** Absolute. */
  readonly cwd: string
  /** Whether the process ends with the run: the system then takes back at once what would be unmapped bit by bit. */
  readonly processEnds?: boolean
}

/**
 * How little is read best: by `pread`, for which nothing has to be loaded (5 ms, a third of what `cat-file` of one object
 * takes), and in pieces not much larger than what is wanted of them.
 */
const IN_SMALL_PIECES = { backend: 'read', windowSize: 64 * 1024 } as const

export class CommandContext implements Disposable {
  readonly out: Output
  /** Whether the command reads so little that mapping does not pay; to be set before the repository is asked for. */
  readsLittle = false
  /** Whether values that git refuses do not matter, as in its show-index; to be set before the repository is asked for. */
  takesAnyConfig = false
  private opened: Repository | undefined

  /**
   * @param env The environment with what the global options put into it.
   * @param cwd Absolute; `-C` is taken into account.
   */
  constructor(
    readonly streams: ProcessStreams,
    readonly options: GlobalOptions,
    readonly env: NodeJS.ProcessEnv,
    readonly cwd: string,
  ) {
    this.out = new Output(streams.stdout)
  }

  /**
   * The repository that the working directory, the environment and the global options lead to.
   *
   * @param options Only those of the first who asks count.
   * @throws {NotARepositoryError} There is none.
   * @throws {FatalError} Its configuration has a value that git refuses.
   */
  repository(options: Pick<RepositoryOptions, 'multiPackIndex'> = {}): Repository {
    if (this.opened) return this.opened
    this.opened = this.open(options)
    if (this.takesAnyConfig) return this.opened
    refuseConfig(this.opened.config, this.opened.algorithm.hexSize, (line) => {
      this.complain(line)
    })
    return this.opened
  }

  private open(options: Pick<RepositoryOptions, 'multiPackIndex'>): Repository {
    return Repository.open(this.cwd, {
      env: this.env,
      ...(this.readsLittle && this.env['PACKMAP_BACKEND'] === undefined && IN_SMALL_PIECES),
      ...this.options,
      ...options,
      onWarning: (message) => {
        this.complain(`warning: ${message}`)
      },
      onDamage: (message) => {
        this.complain(`error: ${damageInGitsWords(message, this.opened)}`)
      },
      onAmbiguous: (error) => {
        reportAmbiguity(this.repository(), error, (line) => {
          this.complain(line)
        })
      },
    })
  }

  /** One line on standard error: `warning: …`, `error: …`. Where nobody can be told, the work goes on all the same. */
  complain(line: string): void {
    const bytes = encodeName(`${onOneLine(line)}\n`)
    try {
      this.streams.stderr.write(bytes, 0, bytes.length)
    } catch {
      // Closed, full, or without a reader: the exit status still tells.
    }
  }

  [Symbol.dispose](): void {
    this.opened?.close()
    this.opened = undefined
  }
}

/** Names and messages come from repositories: nothing in them may steer the terminal (git shows `?` likewise). */
function onOneLine(text: string): string {
  const [first, ...rest] = text.split('\n')
  const line =
    rest.length === 0
      ? text
      : [first!.trimEnd(), ...rest.map((part) => part.trim())].filter(Boolean).join(' ')
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  return line.replace(/[\x00-\x08\x0a-\x1f\x7f]/g, '?')
}
