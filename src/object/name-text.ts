/**
 * Names as text that loses nothing: a name is any bytes, and mostly, but not always, UTF-8.
 *
 * A byte that is no part of a UTF-8 sequence stands as the lone surrogate U+DC00 plus the byte, which no text in UTF-8
 * can hold. Python does the same for file names (PEP 383, "surrogateescape"). So names are compared, cut and joined as
 * strings, and {@link encodeName} gives the bytes back that {@link decodeName} was given.
 */
import { decodeText, encodeText } from './text.js'

const REPLACEMENT = '\ufffd'
const ESCAPE_BASE = 0xdc00
const SEQUENCE_SIZE_MAX = 4

/** Also finds the second halves of pairs; a string without any has no escaped bytes. */
const MAY_BE_ESCAPED = /[\udc80-\udcff]/
/** With the `u` flag, pairs are one character, and only lone surrogates match. */
const ESCAPED_RUN = /([\udc80-\udcff]+)/u

/** A name's bytes as text, from which {@link encodeName} makes the same bytes again. */
export function decodeName(bytes: Uint8Array): string {
  const text = decodeText(bytes)
  return text.includes(REPLACEMENT) ? decodeByParts(bytes) : text
}

/** The bytes of a name: UTF-8, but for those that {@link decodeName} escaped. */
export function encodeName(name: string): Uint8Array {
  if (!hasEscapedBytes(name)) return encodeText(name)
  const parts = name.split(ESCAPED_RUN)
  return Buffer.concat(parts.map((part, at) => (at % 2 === 0 ? encodeText(part) : escapedBytes(part))))
}

/** Whether {@link decodeName} met bytes in this name that are not UTF-8. */
export function hasEscapedBytes(name: string): boolean {
  return MAY_BE_ESCAPED.test(name) && ESCAPED_RUN.test(name)
}

/** A path for `node:fs`, which would write U+FFFD for what is escaped in it. */
export function systemPath(path: string): string | Buffer {
  return hasEscapedBytes(path) ? Buffer.from(encodeName(path)) : path
}

function escapedBytes(run: string): Uint8Array {
  return Uint8Array.from(run, (unit) => unit.charCodeAt(0) - ESCAPE_BASE)
}

function decodeByParts(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const character = characterAt(bytes, at)
    text += character?.text ?? String.fromCharCode(ESCAPE_BASE + bytes[at]!)
    at += character?.size ?? 1
  }
  return text
}

/** The character whose sequence begins at `at`; undefined: none does. */
function characterAt(bytes: Uint8Array, at: number): { text: string; size: number } | undefined {
  for (let size = 1; size <= SEQUENCE_SIZE_MAX && at + size <= bytes.length; size++) {
    const sequence = bytes.subarray(at, at + size)
    const text = decodeText(sequence)
    // U+FFFD may be what is written there: then it comes to the same bytes.
    if (!text.includes(REPLACEMENT) || Buffer.compare(encodeText(text), sequence) === 0) return { text, size }
  }
  return undefined
}
