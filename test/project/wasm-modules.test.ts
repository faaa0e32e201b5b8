import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
// @ts-expect-error A build script in JavaScript, without declarations.
import { compile, compileScript, MODULES } from '../../scripts/build-wasm.js'
import { CORE_SCRIPT } from '../../src/pack/core/core-script.js'

interface Module {
  readonly source: string
  readonly target: string
}

test.each(MODULES as Module[])('$target is what $source compiles to', async (module) => {
  const text = readFileSync(new URL(`../../${module.target}`, import.meta.url), 'utf8')
  expect(text).toBe(await (compile as (module: Module) => Promise<string>)(module))
})

test('the core as plain JavaScript is what its source compiles to', async () => {
  const { script } = await (compileScript as () => Promise<{ script: string }>)()
  expect(inflateRawSync(Buffer.from(CORE_SCRIPT, 'base64')).toString('latin1')).toBe(script)
})
