import { posix } from 'node:path'

/**
 * Adds an ES module `x.mjs` to each entry `x.js` of the library, which is CommonJS: it gives the same names.
 *
 * @param {readonly string[]} names Of the entries, without their ending.
 */
export function moduleFaces(names) {
  return {
    name: 'module-faces',
    generateBundle(_options, bundle) {
      for (const name of names) {
        const { exports } = bundle[`${name}.js`]
        const named = exports.filter((each) => each !== 'default')
        const lines = [
          `import entry from './${posix.basename(name)}.js'`,
          'export const {',
          ...named.map((each) => `  ${each},`),
          '} = entry',
        ]
        if (exports.includes('default')) lines.push('export default entry.default')
        this.emitFile({ type: 'asset', fileName: `${name}.mjs`, source: `${lines.join('\n')}\n` })
      }
    },
  }
}
