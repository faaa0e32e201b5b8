/** The version of the installed package. */
import { readFileSync } from 'node:fs'

export function packageVersion(): string {
  // The same number of folders up from src/cli and from dist/cli.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { version: string }).version
}
