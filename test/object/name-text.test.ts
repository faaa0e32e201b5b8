import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeName, encodeName, hasEscapedBytes, systemPath } from '../../src/object/name-text.js'

const SEED = { seed: 20_261_123 }

test('encodeName() gives back the bytes that decodeName() was given, whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(Buffer.from(encodeName(decodeName(bytes)))).toEqual(Buffer.from(bytes))
    }),
    SEED,
  )
})

test('encodeName() gives back bytes between UTF-8 and none, surrogates and U+FFFD among them', () => {
  const piece = fc.constantFrom(
    'e9',
    'c3a9',
    'e282',
    'e282ac',
    'f09f9880',
    'eda080',
    'efbfbd',
    'efbbbf',
    '61',
    'ff',
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const bytes = Buffer.from(pieces.join(''), 'hex')
      expect(Buffer.from(encodeName(decodeName(bytes)))).toEqual(bytes)
    }),
    SEED,
  )
})

test('decodeName() reads UTF-8 as it is, and escapes what is none byte by byte', () => {
  expect(decodeName(Buffer.from('caf\u00e9 \u{1f600} \ufffd'))).toBe('caf\u00e9 \u{1f600} \ufffd')
  expect(decodeName(Buffer.from('636166e9', 'hex'))).toBe('caf\udce9')
  expect(decodeName(Buffer.from('e282', 'hex'))).toBe('\udce2\udc82')
})

test('hasEscapedBytes() does not take the halves of a pair for bytes', () => {
  expect(hasEscapedBytes('\u{1f600}')).toBe(false)
  expect(hasEscapedBytes('\u{1f600}\udce9')).toBe(true)
})

test('systemPath() leaves text alone and gives bytes where there are escaped ones', () => {
  expect(systemPath('refs/heads/\u00e9')).toBe('refs/heads/\u00e9')
  expect(systemPath('refs/\udce9')).toEqual(Buffer.from('726566732fe9', 'hex'))
})
