import { expect, test } from 'vitest'
import { formatDuration, parseDuration } from '../../src/base/duration.js'

test.each([
  ['500ms', 0.5],
  ['30s', 30],
  ['10m', 600],
  ['10 min', 600],
  ['1m30s', 90],
  ['1.5h', 5400],
  ['12', 12],
])('parseDuration() reads %s as %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

test.each(['', 's', '-3s', '3x', '3s!', 'soon'])('parseDuration() refuses %j', (text) => {
  expect(() => parseDuration(text)).toThrow(RangeError)
})

test.each([
  [0.35, '350 ms'],
  [2.04, '2.0 s'],
  [42, '42 s'],
  [200, '3 min 20 s'],
  [7260, '2 h 1 min'],
])('formatDuration() writes %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})
