/**
 * The repository-format gate: which repositories may be read at all (git's repository-version document).
 *
 * Version 0 knows a few extensions and ignores all others; version 1 refuses what it does not know. A repository
 * without `core.repositoryFormatVersion` has no format, and the other variables of its format do not count.
 */
import { join } from 'node:path'
import { UnsupportedFormatError } from '../../base/errors.js'
import { type HashAlgorithm, SHA1, SHA256 } from '../../object/hash-algorithm.js'
import { parseBool, parseInteger } from '../config/config-values.js'
import { ConfigError } from '../config/errors.js'
import type { ConfigEntry } from '../config/parse-config.js'
import { readConfigFile } from '../config/read-config-file.js'

export interface RepositoryFormat {
  readonly algorithm: HashAlgorithm
  readonly refStorage: 'files' | 'reftable'
  /** Whether each worktree has a `config.worktree` of its own. */
  readonly worktreeConfig: boolean
  /** The remote that promised what is not there (`extensions.partialClone`). */
  readonly partialClone: string | undefined
  /** `core.bare`; undefined where it is not set. */
  readonly bare: boolean | undefined
  /** `core.worktree`, as written. */
  readonly workTree: string | undefined
}

const VERSION_MAX = 1

/** Valid in every version, because they were in use before versions were. */
const EXTENSIONS_V0: ReadonlySet<string> = new Set([
  'noop',
  'preciousobjects',
  'partialclone',
  'worktreeconfig',
])
const EXTENSIONS_V1: ReadonlySet<string> = new Set([
  'noop-v1',
  'objectformat',
  'compatobjectformat',
  'refstorage',
  'relativeworktrees',
  'submodulepathconfig',
])

const EXTENSION_NAME = 'extensions.'

/**
 * Reads the format from `config` in the common folder. Includes are not followed, as git does not here.
 *
 * @param gitDir The worktree's own git folder, where it is not the common one.
 * @throws {UnsupportedFormatError} A version or extension that packmap does not know, in git's words.
 * @throws {ConfigError} The file breaks the syntax of configuration.
 */
export function readRepositoryFormat(commonDir: string, gitDir = commonDir): RepositoryFormat {
  const path = join(commonDir, 'config')
  const variables = new Map(readEntries(path).map(({ name, value }) => [name, value]))
  const versionText = variables.get('core.repositoryformatversion')
  if (versionText === undefined) return formatOf(new Map(), path)
  const version = parseInteger(versionText)
  if (version === undefined) {
    throw new ConfigError(
      path,
      `bad numeric config value '${versionText ?? ''}' for 'core.repositoryformatversion'`,
    )
  }
  // Git takes offence at a value as it reads it, and at the version when it has read all.
  const format = formatOf(variables, path)
  checkVersion(version, [...variables.keys()], path)
  return { ...format, ...workTreePart(format, commonDir, gitDir) }
}

/** A linked worktree takes `core.bare` and `core.worktree` from its own file, never from the shared one. */
function workTreePart(
  format: RepositoryFormat,
  commonDir: string,
  gitDir: string,
): Pick<RepositoryFormat, 'bare' | 'workTree'> {
  if (!format.worktreeConfig) {
    return gitDir === commonDir ? format : { bare: undefined, workTree: undefined }
  }
  const path = join(gitDir, 'config.worktree')
  const own = new Map(readEntries(path).map(({ name, value }) => [name, value]))
  return {
    bare: booleanOf(own, 'core.bare', path) ?? format.bare,
    workTree: own.get('core.worktree') ?? format.workTree,
  }
}

function readEntries(path: string): ConfigEntry[] {
  return readConfigFile(path) ?? []
}

function checkVersion(version: number, names: readonly string[], path: string): void {
  if (version > VERSION_MAX) {
    throw new UnsupportedFormatError(path, `Expected git repo version <= ${VERSION_MAX}, found ${version}`)
  }
  const extensions = names
    .filter((name) => name.startsWith(EXTENSION_NAME))
    .map((name) => name.slice(EXTENSION_NAME.length))
    .filter((name) => !EXTENSIONS_V0.has(name))
  const v1Only = extensions.filter((name) => EXTENSIONS_V1.has(name))
  const unknown = extensions.filter((name) => !EXTENSIONS_V1.has(name))
  if (version >= 1 && unknown.length > 0) {
    throw new UnsupportedFormatError(path, `unknown repository extension found: ${unknown.join(', ')}`)
  }
  if (version === 0 && v1Only.length > 0) {
    throw new UnsupportedFormatError(
      path,
      `repo version is 0, but v1-only extension found: ${v1Only.join(', ')}`,
    )
  }
}

function formatOf(variables: ReadonlyMap<string, string | null>, path: string): RepositoryFormat {
  const extension = (name: string): string | undefined => variables.get(EXTENSION_NAME + name) ?? undefined
  const bool = (name: string): boolean | undefined => booleanOf(variables, name, path)
  return {
    algorithm: algorithmOf(extension('objectformat') ?? 'sha1', path),
    refStorage: refStorageOf(extension('refstorage') ?? 'files', path),
    worktreeConfig: bool('extensions.worktreeconfig') ?? false,
    partialClone: extension('partialclone'),
    bare: bool('core.bare'),
    workTree: variables.get('core.worktree') ?? undefined,
  }
}

function booleanOf(
  variables: ReadonlyMap<string, string | null>,
  name: string,
  path: string,
): boolean | undefined {
  const value = variables.get(name)
  if (value === undefined) return undefined
  const bool = parseBool(value)
  if (bool === undefined) throw new ConfigError(path, `bad boolean config value '${value}' for '${name}'`)
  return bool
}

function algorithmOf(name: string, path: string): HashAlgorithm {
  const algorithm = [SHA1, SHA256].find((known) => known.name === name)
  if (!algorithm) {
    throw new UnsupportedFormatError(path, `invalid value for 'extensions.objectformat': '${name}'`)
  }
  return algorithm
}

function refStorageOf(name: string, path: string): 'files' | 'reftable' {
  if (name === 'files' || name === 'reftable') return name
  throw new UnsupportedFormatError(path, `invalid value for 'extensions.refstorage': '${name}'`)
}
