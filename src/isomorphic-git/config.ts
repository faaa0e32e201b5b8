/** The repository's own configuration; that of the user and the system does not count, as in isomorphic-git. */
import { Config } from '../repo/config/config.js'
import { loadConfig } from '../repo/config/load-config.js'
import type { Repository } from '../repo/repository.js'
import { join } from 'node:path'
import { command } from './command.js'
import type { Place } from './open-repository.js'

export interface VariableArguments extends Place {
  /** Such as `remote.origin.url`. */
  readonly path: string
}

/** Variables whose values are no text, in lower case. */
const BOOLEANS = ['core.filemode', 'core.bare', 'core.logallrefupdates', 'core.symlinks', 'core.ignorecase']
const NUMBERS = ['core.bigfilethreshold']

/** The last value of a variable; undefined: it is not set. */
export const getConfig = command('getConfig', ['path'], ({ path }: VariableArguments, repo): unknown =>
  valuesOf(ownConfig(repo), path).at(-1),
)

/** Every value of a variable. */
export const getConfigAll = command(
  'getConfigAll',
  ['path'],
  ({ path }: VariableArguments, repo): unknown[] => valuesOf(ownConfig(repo), path),
)

/** Remotes, and where they are. */
export const listRemotes = command('listRemotes', [], (_: Place, repo): { remote: string; url: string }[] => {
  const config = ownConfig(repo)
  return config.subsections('remote').map((remote) => ({ remote, url: config.get(`remote.${remote}.url`)! }))
})

/** Read anew each time: it may have been changed. */
function ownConfig({ commonDir, gitDir }: Repository): Config {
  const env = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '' }
  return loadConfig({ env, local: join(commonDir, 'config'), gitDir })
}

function valuesOf(config: Config, path: string): unknown[] {
  const name = path.toLowerCase()
  return config.values(path).map((entry) => {
    if (BOOLEANS.includes(name)) return new Config([entry]).getBool(path)
    if (NUMBERS.includes(name)) return new Config([entry]).getInt(path)
    return entry.value ?? 'true' // a variable without `=`
  })
}
