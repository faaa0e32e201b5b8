const HELPER =
  'const lazyBuiltin=(name)=>{let loaded;return new Proxy({},{get:(_,key)=>(loaded??=require(name))[key]})};'

/**
 * Loads modules of Node when something of them is first used, in CommonJS chunks: `node:crypto` alone takes as long as
 * compiling all that `cat-file` runs, and is not needed to read an object.
 *
 * An `import * as …` loads its module at once nevertheless.
 *
 * @param {readonly string[]} names
 */
export function lazyBuiltins(names) {
  return {
    name: 'lazy-builtins',
    renderChunk(code) {
      let lazy = code
      for (const name of names) {
        lazy = lazy.replace(` = require("${name}");`, ` = lazyBuiltin("${name}");`)
      }
      // On the first line, which has no code of the source: the lines of the source map stay right.
      return lazy === code ? null : HELPER + lazy
    },
  }
}
