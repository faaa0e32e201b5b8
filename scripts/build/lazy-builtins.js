const HELPER = [
  'const lazyBuiltin = (name) => {',
  'let loaded;',
  "const get = (_, key) => ((loaded ??= require(name)), key === 'default' ? loaded : loaded[key]);",
  'return new Proxy({}, { get });',
  '};',
].join(' ')

/**
 * Loads modules of Node when something of them is first used, in CommonJS chunks: `node:crypto` alone takes as long as
 * compiling all that `cat-file` runs, and is not needed to read an object.
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
        // The bundler's way with `import * as` and default imports copies every property, and so would load the module.
        const variable = name.replace(':', '_')
        lazy = lazy.replace(new RegExp(`^${variable} = [\\w.$]+\\(${variable}(, 1)?\\);$`, 'm'), '')
      }
      // On the first line, which has no code of the source: the lines of the source map stay right.
      return lazy === code ? null : HELPER + lazy
    },
  }
}
