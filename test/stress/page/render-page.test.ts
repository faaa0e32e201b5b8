import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderPage } from '../../../src/stress/page/render-page.js'
import type { StressReport } from '../../../src/stress/report.js'

const SAMPLE = new URL('../sample-report.json', import.meta.url)
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

function sample(): StressReport {
  return JSON.parse(readFileSync(SAMPLE, 'utf8')) as StressReport
}

function embedded(page: string): unknown {
  const json = /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(page)?.[1]
  return JSON.parse(json ?? '')
}

describe('renderPage', () => {
  it('embeds the whole report', async () => {
    expect(embedded(await renderPage(sample()))).toEqual(sample())
  })

  it('names nothing that would have to be fetched', async () => {
    const page = await renderPage(sample())
    expect(page).not.toMatch(/(?:src|href)\s*=\s*["']?(?:https?:)?\/\//i)
    expect(page).not.toMatch(/@import|url\(\s*["']?http/i)
  })

  it('keeps what a report says from becoming markup', async () => {
    const report = sample()
    const hostile = '</script><script>alert(1)</script><!-- $& $1'
    const page = await renderPage({ ...report, settings: { ...report.settings, command: hostile } })
    expect(page).not.toContain('<script>alert(1)')
    expect((embedded(page) as StressReport).settings.command).toBe(hostile)
  })
})

// A page can only be seen to work in a browser. Where there is none, the assertions above are all that runs.
const browser = BROWSERS.find((path) => existsSync(path))
describe.runIf(browser !== undefined)('the page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'packmap-page-'))
  let shown: string

  beforeAll(async () => {
    const path = join(folder, 'page.html')
    writeFileSync(path, await renderPage(sample()))
    shown = open(pathToFileURL(path).href)
  }, 60_000)
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })

  it('says that a run broke a promise, and shows that run', () => {
    expect(shown).toContain('1 of 4 runs broke a promise')
    expect(shown).toMatch(/<tr class="selected">.*?churn/s)
    expect(shown).toContain('5.00 MiB are mapped, and the limit is 4.00 MiB')
  })

  it('steps through the fewest operations, and ends where the promise breaks', () => {
    expect(shown).toContain('2 of 2: cursor 1 uses file 2 from 5242880 on, 100 bytes')
    expect(shown).toMatch(/<p class="violation">the promise is broken here · 2 windows, 5 MiB mapped<\/p>/)
    expect(shown.match(/class="block kept"/g)).toHaveLength(1)
    expect(shown.match(/class="block new"/g)).toHaveLength(1)
    expect(shown.match(/<button class="step" type="button">/g)).toHaveLength(2)
  })

  it('shows the times of each kind of operation, and can sort the runs by every column', () => {
    expect(shown).toMatch(/<th scope="col">operation<\/th>.*?<td>use<\/td>/s)
    expect(shown.match(/<th(?: class="number")? scope="col"><button/g)).toHaveLength(10)
  })

  it('draws every chart of the run', () => {
    const titles = [...shown.matchAll(/<figcaption><h3>(.*?)<\/h3>/g)].map(([, title]) => title)
    expect(titles).toEqual([
      'Throughput',
      'Mapped bytes',
      'Hit rate',
      'Latency',
      'Windows over time',
      'Miss ratio by memory',
      'Anonymous memory',
    ])
    expect(shown.match(/<canvas/g)).toHaveLength(titles.length)
  })

  /** The document as the browser has it after the page's script has run. */
  function open(url: string): string {
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${join(folder, 'profile')}`,
    ]
    return execFileSync(browser!, [...flags, '--virtual-time-budget=5000', '--dump-dom', url], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 50_000,
    })
  }
})
