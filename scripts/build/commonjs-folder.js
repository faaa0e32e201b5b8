/** Tells Node that the `.js` files of the build are CommonJS, in a package whose others are ES modules. */
export function commonJsFolder() {
  return {
    name: 'commonjs-folder',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' })
    },
  }
}
