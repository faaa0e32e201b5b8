/** The build finds workers wherever the code that starts them ends up. */
import { describe, expect, it } from 'vitest'
// @ts-expect-error A build script in JavaScript, without declarations.
import { workerUrls as untyped } from '../../scripts/build/worker-urls.js'

const workerUrls = untyped as (workers: readonly string[]) => {
  renderChunk: (code: string, chunk: { fileName: string }) => string | null
}

describe('workerUrls()', () => {
  const { renderChunk } = workerUrls(['pack/scan/scan.worker', 'odb/read.worker'])

  it.each([
    ['index.js', './workers/scan.worker.js'],
    ['chunks/core-x1.js', '../workers/scan.worker.js'],
    ['workers/other.worker.js', './scan.worker.js'],
  ])('leads from %s to %s', (fileName, path) => {
    for (const quote of ['"', "'", '`']) {
      const code = `start(new URL(${quote}./scan.worker.js${quote},import.meta.url),{})`
      expect(renderChunk(code, { fileName })).toBe(`start(new URL("${path}",import.meta.url),{})`)
    }
  })

  it('leaves other code as it is', () => {
    expect(renderChunk('new URL("./data.js",import.meta.url)', { fileName: 'index.js' })).toBeNull()
  })

  it('refuses a worker that has no entry file, and two of one name', () => {
    const code = 'new URL("./none.worker.js",import.meta.url)'
    expect(() => renderChunk(code, { fileName: 'index.js' })).toThrow('none.worker')
    expect(() => workerUrls(['a/x.worker', 'b/x.worker'])).toThrow('one name')
  })
})
