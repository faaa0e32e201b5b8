/** Arguments as they were given: Node reads them as UTF-8, and puts U+FFFD for bytes that are not. */
import { readFileSync } from 'node:fs'
import { decodeName } from '../object/name-text.js'

/**
 * The arguments with such bytes escaped as in other names, where the system tells them: Linux. Elsewhere they are
 * returned as they are; on Windows and macOS names are text anyway.
 *
 * @param args The last arguments of this process.
 */
export function exactArguments(args: readonly string[]): readonly string[] {
  if (process.platform !== 'linux' || !args.some((arg) => arg.includes('\ufffd'))) return args
  const bytes = commandLine()
  if (bytes === undefined) return args
  const all: string[] = []
  for (let at = 0, end = bytes.indexOf(0); end >= 0; at = end + 1, end = bytes.indexOf(0, at)) {
    all.push(decodeName(bytes.subarray(at, end)))
  }
  return all.slice(all.length - args.length)
}

function commandLine(): Buffer | undefined {
  try {
    return readFileSync('/proc/self/cmdline')
  } catch {
    return undefined // no /proc in this container
  }
}
