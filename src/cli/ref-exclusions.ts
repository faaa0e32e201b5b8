/**
 * What options that list refs leave out: `--exclude=<pattern>` and `--exclude-hidden=<section>`. Both hold until the
 * next such option.
 */
import type { Repository } from '../repo/repository.js'
import { wildmatchName } from '../repo/wildmatch.js'
import { FatalError } from './failure.js'

/** A line of `transfer.hideRefs` and its like (git-config(1)). */
interface HidingRule {
  readonly prefix: string
  /** Whether the refs are shown after all. */
  readonly shows: boolean
}

export class RefExclusions {
  #patterns: string[] = []
  #rules: readonly HidingRule[] | undefined

  /** `--exclude=<pattern>`. */
  add(pattern: string): void {
    this.#patterns.push(pattern)
  }

  /**
   * `--exclude-hidden=<section>`: what git hides from those who push (`receive`) or fetch (`uploadpack`).
   *
   * @throws {FatalError} The section is another one, or was given already.
   */
  hide(section: string, repo: Repository): void {
    if (section !== 'receive' && section !== 'uploadpack') {
      throw new FatalError(`unsupported section for hidden refs: ${section}`)
    }
    if (this.#rules) throw new FatalError('--exclude-hidden= passed more than once')
    const names = new Set(['transfer.hiderefs', `${section}.hiderefs`])
    const values = repo.config.entries.filter(({ name }) => names.has(name)).map(({ value }) => value ?? '')
    this.#rules = values.map(ruleOf)
  }

  /** Whether hidden refs are left out: then only `--all` and `--glob`, which take full names, may follow. */
  get hidesRefs(): boolean {
    return this.#rules !== undefined
  }

  /** @param name As the option that lists it has it: `refs/heads/main` of `--all`, `main` of `--branches`. */
  covers(name: string): boolean {
    if (this.#patterns.some((pattern) => wildmatchName(pattern, name))) return true
    const rule = this.#rules?.findLast(({ prefix }) => name === prefix || name.startsWith(`${prefix}/`))
    return rule !== undefined && !rule.shows
  }

  clear(): void {
    this.#patterns = []
    this.#rules = undefined
  }
}

function ruleOf(value: string): HidingRule {
  const shows = value.startsWith('!')
  // `^` asks for the name with its namespace, and there are none here.
  const prefix = value.slice(shows ? 1 : 0).replace(/^\^/, '')
  let end = prefix.length
  while (end > 0 && prefix.charAt(end - 1) === '/') end--
  return { prefix: prefix.slice(0, end), shows }
}
