/** Variables that come with the command: `GIT_CONFIG_COUNT` with its numbered pairs, and `GIT_CONFIG_PARAMETERS`, as `git -c` hands them on. */
import { ConfigError } from './errors.js'
import { parseKey } from './config-key.js'
import type { ConfigEntry } from './parse-config.js'

const COUNT = 'GIT_CONFIG_COUNT'
const PARAMETERS = 'GIT_CONFIG_PARAMETERS'
const INT_MAX = 2 ** 31 - 1

/** As in a file, and the variable of the environment that it comes from. */
export interface CommandEntry extends ConfigEntry {
  readonly origin: string
}

/** @throws {ConfigError} A count, a quote or a name is malformed: git then ends, and so does whoever goes by git's answer. */
export function* commandEntries(env: NodeJS.ProcessEnv): Iterable<CommandEntry> {
  const count = countOf(env[COUNT] ?? '')
  for (let i = 0; i < count; i++) {
    const name = env[`GIT_CONFIG_KEY_${i}`]
    const value = env[`GIT_CONFIG_VALUE_${i}`]
    if (name === undefined) throw new ConfigError(COUNT, `missing config key GIT_CONFIG_KEY_${i}`)
    if (value === undefined) throw new ConfigError(COUNT, `missing config value GIT_CONFIG_VALUE_${i}`)
    yield { name: checkedKey(name, COUNT), value, origin: COUNT }
  }
  for (const { name, value } of parseParameters(env[PARAMETERS] ?? '')) {
    yield { name: checkedKey(name, PARAMETERS), value, origin: PARAMETERS }
  }
}

/** As C's `strtoul` reads it: where it wraps around, git finds too many. */
function countOf(text: string): number {
  const digits = /^\s*([-+]?\d+)$/.exec(text)?.[1]
  if (digits === undefined && text !== '') throw new ConfigError(COUNT, 'bogus count')
  const count = Number(digits ?? 0)
  if (count < 0 || count > INT_MAX) throw new ConfigError(COUNT, 'too many entries')
  return count
}

function checkedKey(text: string, origin: string): string {
  const key = parseKey(text)
  if ('fault' in key) throw new ConfigError(origin, key.fault)
  return key.name
}

const QUOTED = /'((?:[^']|'\\[!']')*)'/y

/** Shell-quoted words apart by spaces: `'name'='value'` today, `'name=value'` before git 2.31. */
function* parseParameters(text: string): Iterable<ConfigEntry> {
  let at = 0
  const quoted = (): string => {
    QUOTED.lastIndex = at
    const match = QUOTED.exec(text)
    if (!match) throw new ConfigError(PARAMETERS, 'bogus format')
    at = QUOTED.lastIndex
    return match[1]!.replace(/'\\([!'])'/g, '$1')
  }
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++
      continue
    }
    const word = quoted()
    if (text[at] === '=') {
      at++
      const isBare = at === text.length || /\s/.test(text[at]!)
      yield { name: word, value: isBare ? null : quoted() }
    } else {
      const equals = word.indexOf('=')
      const name = equals < 0 ? word : word.slice(0, equals)
      yield { name: name.trim(), value: equals < 0 ? null : word.slice(equals + 1) }
    }
    if (at < text.length && !/\s/.test(text[at]!)) throw new ConfigError(PARAMETERS, 'bogus format')
  }
}
