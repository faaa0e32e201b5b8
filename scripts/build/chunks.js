import { resolve } from 'node:path'

/**
 * Groups of modules that are a chunk each: what one of the entries imports, directly or not, other than by `import()`. What the
 * library has as well is `core`, what belongs to the command alone `command`.
 *
 * @param {readonly string[]} entries Paths from the project's folder.
 */
export function chunks(entries) {
  let reached
  const isReached = (id, context) => {
    reached ??= reachedFrom(
      entries.map((path) => resolve(path)),
      context,
    )
    return reached.has(id)
  }
  const isOfCommand = (id) => /[\\/](src[\\/]cli|node_modules)[\\/]/.test(id)
  return [
    { name: (id, context) => (!isOfCommand(id) && isReached(id, context) ? 'core' : null), priority: 2 },
    { name: (id, context) => (isReached(id, context) ? 'command' : null), priority: 1 },
  ]
}

function reachedFrom(ids, context) {
  const reached = new Set(ids)
  for (const id of reached) {
    for (const next of context.getModuleInfo(id)?.importedIds ?? []) reached.add(next) // which the loop then comes to
  }
  return reached
}
