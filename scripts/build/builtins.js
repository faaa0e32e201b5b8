/**
 * How CommonJS chunks come to Node's own modules and to their place.
 *
 * Not by `require`, which a bundler that makes one ES module of a program cannot give them, and which, called with a variable,
 * webpack warns of. Node before 20.16 has `Module._load` alone.
 * What is seldom used is loaded when something of it is first used: `node:crypto` alone takes as long as compiling all
 * that `cat-file` runs, and is not needed to read an object.
 */
const HELPERS = {
  builtin: 'const builtin = process.getBuiltinModule ?? module.constructor._load;',
  lazyBuiltin: [
    'const lazyBuiltin = (name) => {',
    'let loaded;',
    "const get = (_, key) => ((loaded ??= builtin(name)), key === 'default' ? loaded : loaded[key]);",
    'return new Proxy({}, { get });',
    '};',
  ].join(' '),
  // In an ES module made by a bundler there is no `__filename`.
  chunkUrl:
    'const chunkUrl = () => builtin("node:url").pathToFileURL(typeof __filename === "string" ? __filename : process.argv[1]).href;',
}

/** @param {readonly string[]} seldomUsed Names of modules to load late. */
export function builtins(seldomUsed) {
  return {
    name: 'builtins',
    renderChunk(code) {
      let changed = code.replaceAll('require("url").pathToFileURL(__filename).href', 'chunkUrl()')
      for (const name of seldomUsed) {
        changed = changed.replace(` = require("${name}");`, ` = lazyBuiltin("${name}");`)
        // The bundler's way with `import * as` and default imports copies every property, and so would load the module.
        const variable = name.replace(':', '_')
        changed = changed.replace(new RegExp(`^${variable} = [\\w.$]+\\(${variable}(, 1)?\\);$`, 'm'), '')
      }
      changed = changed.replace(/\brequire\(("node:[\w/]+")\)/g, 'builtin($1)')
      const used = Object.keys(HELPERS).filter((name) => changed.includes(`${name}(`))
      return used.length === 0
        ? null
        : Object.keys(HELPERS)
            .map((name) => HELPERS[name])
            .join('') + changed
    },
  }
}
