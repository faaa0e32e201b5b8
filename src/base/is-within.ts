import { sep } from 'node:path'

/** Whether `path` is `base` or lies below it, both absolute: `/a/b` holds `/a/b/c`, and not `/a/bc`. */
export function isWithin(path: string, base: string): boolean {
  return path === base || path.startsWith(base.endsWith(sep) ? base : base + sep)
}
