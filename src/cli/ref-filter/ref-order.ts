/** `for-each-ref --sort`: refs in the order of fields. */
import type { Repository } from '../../repo/repository.js'
import { type Field, type FieldContext, parseField } from './field.js'
import type { ParsedOptions } from '../options/parse-options.js'
import type { RefView } from './ref-view.js'
import { compareVersions } from './version-order.js'

type Order = (a: RefView, b: RefView) => number

/**
 * Keys of `--sort`, which come on top of those that hold without it. `--no-sort` does away with these too, and with
 * what stands in front of it.
 */
export function sortKeys(options: ParsedOptions, defaults: readonly string[]): readonly string[] {
  return [...(options.wasTakenBack('sort') ? [] : defaults), ...options.all('sort')]
}

/** Refs in the order of some keys. */
export class RefOrder {
  readonly #fields: Field[] = []
  readonly #compare: Order | undefined
  /** Whether it is the order in which refs are stored. */
  readonly isStored: boolean

  /**
   * @param keys The one given last counts most; refs that no key tells apart are sorted by name. Without any they stay
   *   as they are.
   * @throws {FatalError} A key is no field.
   */
  constructor(keys: readonly string[], context: FieldContext, ignoreCase: boolean) {
    const fold = (text: string): string =>
      ignoreCase ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text
    const suffixes = prereleaseSuffixes(context.repo)
    const orders = keys.map((key) => this.#orderOf(key, fold, suffixes, context)).reverse()
    const byName: Order = (a, b) => compareBytes(fold(a.name), fold(b.name))
    const [only] = keys
    this.isStored =
      only === undefined || (keys.length === 1 && !ignoreCase && /^\*?refname(?::|$)/.test(only))
    this.#compare = only === undefined ? undefined : (a, b) => firstSign([...orders, byName], a, b)
  }

  /** To be called with all refs that are listed before they are sorted. */
  prepare(refs: readonly RefView[]): void {
    for (const field of this.#fields) field.prepare?.(refs)
  }

  /** Whether the place of a ref depends on the others. */
  get looksAtAll(): boolean {
    return this.#fields.some(({ prepare }) => prepare)
  }

  sort(refs: RefView[]): RefView[] {
    return this.#compare ? refs.sort(this.#compare) : refs
  }

  #orderOf(
    key: string,
    fold: (text: string) => string,
    suffixes: readonly string[],
    context: FieldContext,
  ): Order {
    const [, minus, version, name] = /^(-?)(version:|v:)?(.*)$/s.exec(key)!
    const field = parseField(name!, context)
    this.#fields.push(field)
    const ascending = version === undefined ? fieldOrder(field, fold) : versionOrder(field, suffixes)
    const order: Order = minus === '' ? ascending : (a, b) => -ascending(a, b)
    // A detached HEAD comes before all branches, whatever the key and its direction.
    return (a, b) => Number(b.kind === 'detached') - Number(a.kind === 'detached') || order(a, b)
  }
}

function firstSign(orders: readonly Order[], a: RefView, b: RefView): number {
  for (const order of orders) {
    const sign = order(a, b)
    if (sign !== 0) return sign
  }
  return 0
}

function fieldOrder({ value, number }: Field, fold: (text: string) => string): Order {
  if (number) return (a, b) => number(a) - number(b)
  return (a, b) => compareBytes(fold(value(a)), fold(value(b)))
}

function versionOrder({ value }: Field, suffixes: readonly string[]): Order {
  return (a, b) => compareVersions(value(a), value(b), suffixes)
}

/** Strings of one unit a byte compare as the bytes do. */
function compareBytes(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function prereleaseSuffixes(repo: Repository): string[] {
  const suffixes = repo.config.getAll('versionsort.suffix')
  const found = suffixes.length > 0 ? suffixes : repo.config.getAll('versionsort.prereleasesuffix')
  return found.filter((suffix) => suffix !== null)
}
