import { resolve } from 'node:path'

/**
 * Names the chunk of a module: `name` if one of the entries imports it, directly or not, other than by `import()`.
 *
 * @param {string} name
 * @param {readonly string[]} entries Paths from the project's folder.
 */
export function inOneChunk(name, entries) {
  let reached
  return (id, context) => {
    reached ??= reachedFrom(
      entries.map((path) => resolve(path)),
      context,
    )
    return reached.has(id) ? name : null
  }
}

function reachedFrom(ids, context) {
  const reached = new Set(ids)
  for (const id of reached) {
    for (const next of context.getModuleInfo(id)?.importedIds ?? []) reached.add(next) // which the loop then comes to
  }
  return reached
}
