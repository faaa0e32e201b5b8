/** `for-each-ref --sort`: refs in the order of fields. */
import type { Repository } from '../../repo/repository.js'
import { type Field, parseField } from './field.js'
import type { RefView } from './ref-view.js'
import { compareVersions } from './version-order.js'

type Order = (a: RefView, b: RefView) => number

/** The key given last counts most; refs that no key tells apart are sorted by name. */
export function sortRefs(keys: readonly string[], repo: Repository, ignoreCase: boolean): Order {
  const fold = (text: string): string =>
    ignoreCase ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text
  const suffixes = prereleaseSuffixes(repo)
  const orders = keys.map((key) => orderOf(key, fold, suffixes)).reverse()
  const byName: Order = (a, b) => compareBytes(fold(a.name), fold(b.name))
  return (a, b) => {
    for (const order of orders) {
      const sign = order(a, b)
      if (sign !== 0) return sign
    }
    return byName(a, b)
  }
}

function orderOf(key: string, fold: (text: string) => string, suffixes: readonly string[]): Order {
  const [, minus, version, name] = /^(-?)(version:|v:)?(.*)$/s.exec(key)!
  const field = parseField(name!)
  const ascending = version === undefined ? fieldOrder(field, fold) : versionOrder(field, suffixes)
  return minus === '' ? ascending : (a, b) => -ascending(a, b)
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
