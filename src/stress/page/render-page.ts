/**
 * A stress run, or advice on a trace, as one page: everything is in the file, so that it works offline, from a disk, and years later.
 *
 * The template holds the script and the styles of the folder `client/`, bundled; this puts a report into it.
 */
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import type { AdviceReport } from '../advise/advice-report.js'
import type { StressReport } from '../report.js'

const TITLE_PLACE = '<!--title-->'
const REPORT_PLACE = '<!--report-->'

/**
 * @returns A whole HTML document.
 * @throws {Error} The template is not where the build puts it.
 */
export async function renderPage(report: StressReport | AdviceReport): Promise<string> {
  const template = await pageTemplate()
  // Functions, since `$&` in a replacement would mean something.
  return template
    .replace(TITLE_PLACE, () => escaped(titleOf(report)))
    .replace(REPORT_PLACE, () => embeddedJson(report))
}

function titleOf(report: StressReport | AdviceReport): string {
  if (report.format === 'packmap-advice') return `advice · packmap stress · ${report.traces.join(', ')}`
  return `${report.passed ? 'passed' : 'failed'} · packmap stress · seed ${report.settings.seed}`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** JSON that cannot end the script element that it stands in: `<` occurs only in strings, where an escape means it. */
function embeddedJson(report: StressReport | AdviceReport): string {
  return JSON.stringify(report).replaceAll('<', '\\u003c')
}

/** In the built package the template lies in `dist/`; run from the sources, it is bundled now. */
async function pageTemplate(): Promise<string> {
  if (import.meta.url.endsWith('.ts')) {
    const script = new URL('../../../scripts/build/page.js', import.meta.url)
    const { bundlePage } = (await import(script.href)) as { bundlePage: () => Promise<string> }
    return await bundlePage()
  }
  const compressed = readFileSync(new URL('stress-page.html.br', distFolder(import.meta.url)))
  return brotliDecompressSync(compressed).toString()
}

/** The nearest folder `dist/` above `url`: how deep in it this code lies is the bundler's decision. */
function distFolder(url: string): URL {
  return new URL(url.slice(0, url.lastIndexOf('/dist/') + '/dist/'.length))
}
