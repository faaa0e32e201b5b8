/** Tells Node that the `.js` files of a folder of the build are CommonJS, in a package whose others are ES modules. */
export function commonJsFolder(folder) {
  return {
    name: 'commonjs-folder',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: `${folder}/package.json`, source: '{ "type": "commonjs" }\n' })
    },
  }
}
