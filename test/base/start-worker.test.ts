import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { crc32 } from '../../src/base/crc32.js'
import { startWorker } from '../../src/base/start-worker.js'
import { run, scratchFolder } from '../support/git.js'

const SAMPLE = Buffer.from('a lamp in every window')

describe('startWorker()', () => {
  it('runs a worker from its source, with its imports', async () => {
    const worker = startWorker(new URL('./workers/echo.worker.js', import.meta.url), { workerData: SAMPLE })
    expect(await once(worker, 'message')).toEqual([crc32(SAMPLE)])
    await worker.terminate()
  })

  it('does so under tsx, from whatever folder the process runs in', () => {
    const helper = new URL('../../src/base/start-worker.ts', import.meta.url).href
    const entry = new URL('./workers/echo.worker.js', import.meta.url).href
    const script = `
      import { startWorker } from '${helper}'
      startWorker(new URL('${entry}'), { workerData: Buffer.from('${SAMPLE.toString()}') })
        .on('message', (value) => console.log(value))`
    const tsx = import.meta.resolve('tsx')
    const { stdout, stderr } = run(process.execPath, ['--import', tsx, '--input-type=module', '-e', script], {
      cwd: scratchFolder(),
    })
    expect({ stdout: stdout.toString(), stderr }).toEqual({ stdout: `${crc32(SAMPLE)}\n`, stderr: '' })
  })
})
