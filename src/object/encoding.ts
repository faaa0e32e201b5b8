/**
 * Encodings by the names that commits and git's configuration give them: from bytes to text and back, or not at all.
 *
 * As iconv does it for git: a name that is not known, a byte that is no character and a character that cannot be written
 * mean that nothing is converted. UTF-8, ASCII and ISO-8859-1 are read here (under the last two names TextDecoder reads
 * windows-1252); the tables of the others come from iconv-lite, loaded when the first is met, and those of the few that it
 * has not, such as ISO-2022-JP, from TextDecoder.
 */
import { createRequire } from 'node:module'
import type * as IconvLite from 'iconv-lite'
import { encodeIso2022Jp } from './iso-2022-jp.js'

/** How an encoding is read and written; undefined: these bytes, or this text, are none of it. */
interface Encoding {
  decode(bytes: Uint8Array): string | undefined
  encode(text: string): Uint8Array | undefined
}

const REPLACEMENT = '\ufffd'
const UTF8_STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const LATIN1_NAMES = /^(?:iso[-_]?8859-1|iso_8859-1:1987|iso-ir-100|latin-?1|l1|ibm819|cp819)$/i
/** Names that iconv has for what iconv-lite calls otherwise. */
const ALIASES: Readonly<Record<string, string>> = { uhc: 'cp949', 'ms-ansi': 'cp1252', 'shift-jis': 'sjis' }

const known = new Map<string, Encoding | undefined>()

/** Whether a name stands for UTF-8; undefined does. */
export function isUtf8(encoding: string | undefined): boolean {
  return encoding === undefined || /^utf-?8$/i.test(encoding)
}

/** Whether two names stand for the same encoding without looking them up. */
export function isSameEncoding(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase() || (isUtf8(one) && isUtf8(other))
}

/** Undefined: the encoding is not known, or `bytes` are not of it. */
export function decodeStrictly(bytes: Uint8Array, encoding: string): string | undefined {
  return encodingOf(encoding)?.decode(bytes)
}

/** Undefined: one of the encodings is not known, or something in `bytes` is not of both. */
export function recode(bytes: Uint8Array, from: string, to: string): Uint8Array | undefined {
  const [source, target] = [encodingOf(from), encodingOf(to)]
  const text = target && source?.decode(bytes)
  return text === undefined ? undefined : target?.encode(text)
}

function encodingOf(name: string): Encoding | undefined {
  const key = name.toLowerCase()
  if (!known.has(key)) known.set(key, openEncoding(key))
  return known.get(key)
}

function openEncoding(name: string): Encoding | undefined {
  if (isUtf8(name)) return UTF8
  if (LATIN1_NAMES.test(name)) return LATIN1
  const iconv = createRequire(import.meta.url)('iconv-lite') as typeof IconvLite
  const itsName = ALIASES[name] ?? name
  if (/^[\w.:-]+$/.test(itsName) && iconv.encodingExists(itsName)) return new TableEncoding(iconv, itsName)
  return standardEncoding(name)
}

const UTF8: Encoding = {
  decode(bytes) {
    try {
      return UTF8_STRICT.decode(bytes)
    } catch {
      return undefined
    }
  },
  encode: (text) => Buffer.from(text, 'utf8'),
}

const LATIN1: Encoding = {
  decode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'),
  encode: (text) => (/[^\0-\xff]/.test(text) ? undefined : Buffer.from(text, 'latin1')),
}

/** One of iconv-lite's, which puts a replacement where iconv gives up. */
class TableEncoding implements Encoding {
  constructor(
    private readonly iconv: typeof IconvLite,
    private readonly name: string,
  ) {}

  decode(bytes: Uint8Array): string | undefined {
    const text = this.iconv.decode(Buffer.from(bytes), this.name, { stripBOM: false })
    return text.includes(REPLACEMENT) ? undefined : text
  }

  encode(text: string): Uint8Array | undefined {
    const bytes = this.iconv.encode(text, this.name)
    return this.iconv.decode(bytes, this.name, { stripBOM: false }) === text ? bytes : undefined
  }
}

/** One of the Encoding Standard's: these are read only, but for ISO-2022-JP. */
function standardEncoding(name: string): Encoding | undefined {
  let decoder: InstanceType<typeof TextDecoder>
  try {
    decoder = new TextDecoder(name, { fatal: true, ignoreBOM: true })
  } catch {
    return undefined // RangeError: not a label, as in commits that name an encoding of their own invention
  }
  return {
    decode(bytes) {
      try {
        return decoder.decode(bytes)
      } catch {
        return undefined
      }
    },
    encode: (text) =>
      decoder.encoding === 'iso-2022-jp'
        ? encodeIso2022Jp(text, (part) => encodingOf('euc-jp')?.encode(part))
        : undefined,
  }
}
