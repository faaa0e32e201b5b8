import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
// @ts-expect-error A build script in JavaScript, without declarations.
import { compile, MODULES } from '../../scripts/build-wasm.js'

interface Module {
  readonly source: string
  readonly target: string
}

test.each(MODULES as Module[])('$target is what $source compiles to', async (module) => {
  const text = readFileSync(new URL(`../../${module.target}`, import.meta.url), 'utf8')
  expect(text).toBe(await (compile as (module: Module) => Promise<string>)(module))
})
