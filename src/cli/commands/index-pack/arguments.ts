/** The command line of `index-pack`, with what configuration says where it is silent. */
import { encodeHex } from '../../../object/oid.js'
import { DEFAULT_INDEX_FORMAT, type IndexFormat } from '../../../pack/indexing/write-index.js'
import type { Repository } from '../../../repo/repository.js'
import { FatalError, UsageError } from '../../failure.js'
import type { OptionSpec } from '../../options/option-spec.js'
import { parseOptions, type ParsedOptions } from '../../options/parse-options.js'
import { THREADS_OPTION, threadsFrom } from './threads.js'
import type { FsckSettings, FsckSeverity } from './object-checker.js'

const CONNECTED = 'check-self-contained-and-connected'

export const OPTIONS: readonly OptionSpec[] = [
  { short: 'o', value: 'required', valueName: 'file', help: 'where the index goes; else beside the pack' },
  { long: 'stdin', negatable: false, help: 'read the pack from standard input, and keep it' },
  { long: 'fix-thin', negatable: false, help: 'with --stdin: append bases that the pack lacks' },
  { long: 'verify', negatable: false, help: 'write nothing: compare the index that there is' },
  { long: 'verify-stat', negatable: false, help: 'as --verify, and list the entries' },
  { long: 'verify-stat-only', negatable: false, help: 'as --verify, and count chains by their length' },
  { long: 'rev-index', help: 'write a reverse index too; --no-rev-index: do not' },
  {
    long: 'index-version',
    value: 'required',
    valueName: 'n[,offset]',
    negatable: false,
    help: 'version of the index, and from which offset on it has 64 bits',
  },
  { long: 'object-format', value: 'required', valueName: 'hash', negatable: false, help: 'sha1 or sha256' },
  {
    long: 'keep',
    value: 'optional',
    valueName: 'msg',
    negatable: false,
    help: 'make a .keep file beside the pack',
  },
  {
    long: 'promisor',
    value: 'optional',
    valueName: 'msg',
    negatable: false,
    help: 'make a .promisor file beside the pack',
  },
  { long: 'max-input-size', value: 'required', valueName: 'bytes', negatable: false, help: 'of the pack' },
  { short: 'v', help: 'say on standard error what has been done' },
  THREADS_OPTION,
  { long: 'pack_header', value: 'required', negatable: false },
  { long: 'show-resolving-progress', negatable: false },
  { long: 'report-end-of-input', negatable: false },
  {
    long: 'strict',
    value: 'optional',
    valueName: 'rule=severity,…',
    negatable: false,
    help: 'refuse objects that break the rules of fsck or name objects that are nowhere',
  },
  {
    long: 'fsck-objects',
    value: 'optional',
    valueName: 'rule=severity,…',
    negatable: false,
    help: 'refuse objects that break the rules of fsck',
  },
  {
    long: CONNECTED,
    negatable: false,
    help: 'as --strict without the rules of fsck; status 1 where the pack names objects that it lacks',
  },
]

export interface IndexPackArguments {
  /** As given; absent with `--stdin` alone. */
  readonly packName: string | undefined
  /** From `-o`, or beside the pack. */
  readonly indexName: string | undefined
  readonly fromStdin: boolean
  readonly fixThin: boolean
  readonly verify: 'no' | 'quietly' | 'listing' | 'counting'
  readonly reverseIndex: boolean
  readonly format: IndexFormat
  /** Whether the status says that the pack names objects that it lacks. */
  readonly tellsConnected: boolean
  /** Whether to say what has been done. */
  readonly isVerbose: boolean
  readonly objectFormat: string | undefined
  /** What goes into the `.keep` file; undefined: none is made. */
  readonly keep: string | undefined
  readonly promisor: string | undefined
  readonly sizeMax: number | undefined
  /** How many threads are to resolve deltas; undefined: as many as seem good. */
  readonly threads: number | undefined
  /** What is looked for in the objects themselves; undefined: nothing. */
  readonly fsck: FsckSettings | undefined
  /** What stands in for the first bytes of the pack, which somebody has read already. */
  readonly header: Uint8Array | undefined
}

/**
 * @throws {UsageError} The command line makes no sense.
 * @throws {FatalError} It does, and cannot be done.
 */
export function parseArguments(
  args: readonly string[],
  repository: () => Repository | undefined,
): IndexPackArguments {
  const options = parseOptions(OPTIONS, args)
  const [packName] = options.operands
  const fromStdin = options.has('stdin')
  if (options.operands.length > 1 || (packName === undefined && !fromStdin)) throw new UsageError('')
  const config = repository()?.config
  const verify = verifyMode(options)
  if (options.has('fix-thin') && !fromStdin)
    throw new FatalError("the option '--fix-thin' requires '--stdin'")
  if (fromStdin && options.has('object-format')) {
    throw new FatalError("options '--object-format' and '--stdin' cannot be used together")
  }
  if (fromStdin && !repository()) throw new FatalError('--stdin requires a git repository')
  const indexName =
    options.value('o') ?? (packName === undefined ? undefined : derivedName(packName, 'pack', 'idx'))
  if (verify !== 'no' && indexName === undefined) throw new FatalError('--verify with no packfile name given')
  const sizeMax = unsigned(options.value('max-input-size') ?? '0')
  return {
    packName,
    indexName,
    fromStdin,
    fixThin: options.has('fix-thin'),
    verify,
    reverseIndex: wantsReverseIndex(args) ?? config?.getBool('pack.writeReverseIndex') ?? false,
    isVerbose: options.has('v'),
    format: {
      ...indexFormat(options.value('index-version'), config?.getInt('pack.indexVersion')),
      allowDuplicates: !wantsLinks(options),
    },
    tellsConnected: options.has(CONNECTED),
    objectFormat: options.value('object-format'),
    keep: message(options, 'keep'),
    promisor: message(options, 'promisor'),
    sizeMax: sizeMax || undefined,
    threads: threadsFrom(options.value('threads'), config),
    fsck: fsckSettings(options),
    header: packHeader(options.value('pack_header')),
  }
}

function fsckSettings(options: ParsedOptions): FsckSettings | undefined {
  const wantsRules = options.has('strict') || options.has('fsck-objects')
  if (!wantsRules && !options.has(CONNECTED)) return undefined
  const severities = new Map<string, FsckSeverity>()
  for (const rule of [...options.all('strict'), ...options.all('fsck-objects')].flatMap((list) =>
    list.split(','),
  )) {
    const [id = '', severity = ''] = rule.split('=')
    if (severity !== 'error' && severity !== 'warn' && severity !== 'ignore') {
      throw new FatalError(`Unknown fsck message type: '${severity}'`)
    }
    severities.set(id.toLowerCase(), severity)
  }
  return { wantsRules, wantsLinks: wantsLinks(options), severities }
}

function wantsLinks(options: ParsedOptions): boolean {
  return options.has('strict') || options.has(CONNECTED)
}

function verifyMode(options: ParsedOptions): IndexPackArguments['verify'] {
  if (options.has('verify-stat-only')) return 'counting'
  if (options.has('verify-stat')) return 'listing'
  return options.has('verify') ? 'quietly' : 'no'
}

/** The last of both, which tells "not wanted" from "not mentioned". */
function wantsReverseIndex(args: readonly string[]): boolean | undefined {
  const last = args.filter((arg) => /^--(?:no-)?rev-index$/.test(arg)).at(-1)
  return last === undefined ? undefined : last === '--rev-index'
}

function indexFormat(option: string | undefined, configured: number | undefined): IndexFormat {
  if (configured !== undefined && configured > 2) throw new FatalError(`bad pack.indexVersion=${configured}`)
  const format = { ...DEFAULT_INDEX_FORMAT, version: versionOf(configured ?? DEFAULT_INDEX_FORMAT.version) }
  if (option === undefined) return format
  const match = /^(\d*)(?:,(0x[0-9a-f]+|\d*))?$/i.exec(option)
  const version = Number(match?.[1] ?? NaN)
  const offset = match?.[2] === undefined ? format.offset32Max : unsigned(match[2])
  if (!(version <= 2 && offset < 0x8000_0000)) throw new FatalError(`bad --index-version=${option}`)
  return { ...format, version: versionOf(version), offset32Max: offset }
}

function versionOf(number: number): 1 | 2 {
  return number === 2 ? 2 : 1
}

/** As C reads it: `0x` begins hexadecimal, another `0` octal digits. */
function unsigned(text: string): number {
  return Number(/^0[0-7]+$/.test(text) ? `0o${text.slice(1)}` : text)
}

/** The value of an option that may have none; undefined where it is not given. */
function message(options: ParsedOptions, key: string): string | undefined {
  return options.has(key) ? (options.value(key) ?? '') : undefined
}

function packHeader(option: string | undefined): Uint8Array | undefined {
  if (option === undefined) return undefined
  const match = /^(\d+),(\d+)$/.exec(option)
  if (!match) throw new FatalError(`bad --pack_header: ${option}`)
  const header = Buffer.from('PACK\0\0\0\0\0\0\0\0')
  header.writeUInt32BE(Number(match[1]), 4)
  header.writeUInt32BE(Number(match[2]), 8)
  return header
}

/** `name` with one ending in place of another. */
export function derivedName(name: string, ending: string, other: string): string {
  if (!name.endsWith(`.${ending}`))
    throw new FatalError(`packfile name '${name}' does not end with '.${ending}'`)
  return name.slice(0, -ending.length) + other
}

/** What a pack is called by git: `pack-<checksum>`. */
export function packName(checksum: Uint8Array): string {
  return `pack-${encodeHex(checksum)}`
}
