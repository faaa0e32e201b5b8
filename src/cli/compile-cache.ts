/** Compiled code kept by Node from one run of the program to the next. */

/** Nodes below have no such cache, or must be told by the environment. */
const NODE_MAJOR_MIN = 22

/**
 * Has Node keep the code that is compiled from now on, in its folder below the system's temporary one
 * (`NODE_COMPILE_CACHE`); `NODE_DISABLE_COMPILE_CACHE=1` forbids it. Does nothing on Nodes that cannot.
 */
export function enableCompileCache(): void {
  if (parseInt(process.versions.node) < NODE_MAJOR_MIN) return
  // Asked for here and not imported: on an older Node it would be loaded for nothing.
  const module = process.getBuiltinModule('node:module') as { enableCompileCache?(): unknown }
  module.enableCompileCache?.()
}
