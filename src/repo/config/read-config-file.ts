/** A configuration file from the disk to its variables, within limits that no honest file comes near. */
import { decodeName } from '../../object/name-text.js'
import { readSmallFile } from '../read-small-file.js'
import { ConfigError } from './errors.js'
import { type ConfigEntry, parseConfig } from './parse-config.js'

/** Bytes of one file. What is cut off could be what decides, so that a longer one is refused. */
const SIZE_MAX = 16 * 1024 * 1024

/**
 * The variables of a file, in its order; undefined where there is no regular file.
 *
 * @throws {ConfigError} The file breaks the syntax or is larger than 16 MiB.
 * @throws {Error} It cannot be read: Node's own error, with `code` and `path`.
 */
export function readConfigFile(path: string): ConfigEntry[] | undefined {
  const bytes = readSmallFile(path, SIZE_MAX + 1)
  return bytes && configFrom(bytes, path)
}

/** The variables in the bytes of a file, or of what takes its place. @throws {ConfigError} As {@link readConfigFile}. */
export function configFrom(bytes: Uint8Array, path: string): ConfigEntry[] {
  if (bytes.length > SIZE_MAX) throw new ConfigError(path, `more than ${SIZE_MAX} bytes of configuration`)
  return parseConfig(decodeName(bytes), path)
}
