// Makes plain JavaScript of the core, for where WebAssembly has no memory (`--jitless`, or Node 20 and 22 under `ulimit -v`):
// the same source, compiled without SIMD and shared memory, and what binaryen's wasm2js makes of that. There is no second
// implementation.
//
// wasm2js believes the alignment that a load declares, so the sources declare that of each; and it makes a memory of its
// own, of which only the function around is used here: that takes ours.
import binaryen from 'assemblyscript/binaryen'

/** Flags of the compiler for a module that {@link scriptOf} can take. */
export const SCRIPT_FLAGS = ['--disable=simd', '--disable=bulk-memory', '--disable=nontrapping-f2i']

/** The body of a function of `imports` that returns the exports of a module. */
export function scriptOf(wasm) {
  const module = binaryen.readBinary(wasm)
  const { MVP, BulkMemory, MutableGlobals, SignExt } = binaryen.Features
  module.setFeatures(MVP | BulkMemory | MutableGlobals | SignExt)
  const text = module.emitAsmjs()
  module.dispose()
  const begin = 'function asmFunc(imports) {'
  const end = '\n}\n\nvar memasmFunc'
  const body = text.slice(text.indexOf(begin) + begin.length, text.indexOf(end))
  return `'use strict';\n${body.replace(/^ +/gm, '').trim()}\n`
}
