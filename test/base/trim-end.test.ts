import { expect, test } from 'vitest'
import { trimEnd } from '../../src/base/trim-end.js'

test('trimEnd() takes the characters away that stand at the end, and no others', () => {
  expect(trimEnd('a. b. .', '. ')).toBe('a. b')
  expect(trimEnd('. . ', '. ')).toBe('')
  expect(trimEnd('', '.')).toBe('')
  expect(trimEnd('a\n', '.')).toBe('a\n')
})
