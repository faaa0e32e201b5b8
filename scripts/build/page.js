import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const CLIENT = new URL('../../src/stress/page/client/', import.meta.url)

/** Puts the page's template beside the code that fills it, compressed: a run in a hundred makes a page. */
export function stressPage(fileName, plugins) {
  return {
    name: 'stress-page',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: brotliCompressSync(await bundlePage(plugins)) })
    },
  }
}

/**
 * The page of `packmap stress` (src/stress/page/client, with uPlot) without a report: src/stress/page/render-page.ts
 * puts a title and a report where the template's two comments stand.
 */
export async function bundlePage(plugins = []) {
  const styles = [
    createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css'),
    new URL('page.css', CLIENT),
  ]
  const css = styles.map((file) => readFileSync(file, 'utf8')).join('\n')
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // Nothing is fetched from anywhere: a report may be opened where it must not tell anyone.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">`,
    '<title><!--title--></title>',
    `<style>${css}</style>`,
    '<body>',
    '<noscript>This page draws its charts by a script.</noscript>',
    '<script type="application/json" id="report"><!--report--></script>',
    `<script>${await bundleScript(plugins)}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

async function bundleScript(plugins) {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('main.ts', CLIENT)),
    platform: 'browser',
    plugins,
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  })
  const { output } = await bundle.generate({ format: 'iife', minify: true })
  await bundle.close()
  // Would end the script element; within a string or a regular expression the escape means the same.
  return output[0].code.replaceAll('</script', '<\\/script')
}
