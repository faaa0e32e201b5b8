/**
 * Cuts an ArrayBuffer off from its memory, so that every view of it has length 0 from then on.
 *
 * A view into unmapped memory would end the process at its next read, so this comes before every unmap.
 */
import { createRequire } from 'node:module'
import type * as V8 from 'node:v8'
import { Script } from 'node:vm'

type Detach = (buffer: ArrayBuffer) => void

/** Detaches `buffer` without copying it; one that is detached already stays so. */
export const detach: Detach = (buffer) => {
  chosen ??= chooseDetach()
  chosen(buffer)
}

let chosen: Detach | undefined

function chooseDetach(): Detach {
  const { transfer } = ArrayBuffer.prototype as { transfer?: (length: number) => ArrayBuffer }
  if (transfer) {
    return (buffer) => {
      if (buffer.byteLength > 0) transfer.call(buffer, 0) // to length 0: nothing is copied
    }
  }
  return byNativeSyntax()
}

/**
 * Node 20 has no `transfer`, and a transfer by `structuredClone` takes 400 µs. V8's own function takes 100 ns.
 *
 * The flag stays on: V8 throws away the bytecode of a function that rests for long and parses its source anew,
 * which would then be a syntax error.
 */
function byNativeSyntax(): Detach {
  // Loaded here and not above: it takes 2 ms, and a short run never unmaps anything.
  const v8 = createRequire(import.meta.url)('node:v8') as typeof V8
  v8.setFlagsFromString('--allow-natives-syntax')
  // Not `new Function`, which --disallow-code-generation-from-strings forbids.
  return new Script('(buffer) => { %ArrayBufferDetach(buffer) }').runInThisContext() as Detach
}
