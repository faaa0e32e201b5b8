/** Which contents are not compared line by line. */

/** Git looks for a NUL byte no further than this. */
const LOOKED_AT = 8000

/** Whether a content looks binary: it has a NUL byte near its begin. */
export function looksBinary(content: Uint8Array): boolean {
  return (content.length > LOOKED_AT ? content.subarray(0, LOOKED_AT) : content).includes(0)
}
