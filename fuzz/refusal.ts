import { PackmapError } from '../src/base/errors.js'

/** Runs `use`, which may refuse its input with an error of packmap's. */
export function mayRefuse<T>(use: () => T): T | undefined {
  try {
    return use()
  } catch (error) {
    if (error instanceof PackmapError) return undefined
    throw error
  }
}

/** A contradiction in packmap's answers. */
export function insist(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

/** Reads values that are computed when they are asked for. */
export function touch(...values: readonly unknown[]): void {
  if (values.length === 0) throw new TypeError('nothing to touch')
}
