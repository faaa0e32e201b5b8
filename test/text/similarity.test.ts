import { expect, test } from 'vitest'
import { piecesOf, SimilarityTable } from '../../src/text/similarity.js'

const common = (a: string, b: string, isText = true): number => {
  const table = new SimilarityTable()
  table.load(piecesOf(Buffer.from('something else\n'), true))
  table.load(piecesOf(Buffer.from(b), isText))
  return table.commonBytes(piecesOf(Buffer.from(a), isText))
}

test('SimilarityTable counts bytes of lines that both have, each as often as both have it', () => {
  expect(common('a\nbb\nccc\n', 'ccc\na\nd\n')).toBe(6)
  expect(common('a\na\na\n', 'a\na\n')).toBe(4)
  expect(common('a\n', 'a')).toBe(0)
  expect(common('last line', 'first\nlast line')).toBe(9)
  expect(common('', 'a')).toBe(0)
})

test('SimilarityTable looks at long lines in pieces of 64 bytes, and past a CR before the end of a line of text', () => {
  const line = Array.from({ length: 150 }, (_, i) => String.fromCharCode(32 + (i % 90))).join('')
  expect(common(line, `${line.slice(0, 128)}!`)).toBe(128)
  expect(common('a\r\nb\r\n', 'a\nb\n')).toBe(4)
  expect(common('a\r\nb\r\n', 'a\nb\n', false)).toBe(0)
})
