import { expect, test } from 'vitest'
import { extendedFromBasic } from '../../../../src/repo/revision/regex/basic-syntax.js'

test.each([
  ['a.c', 'a.c'],
  ['a+b?c|d', 'a\\+b\\?c\\|d'],
  ['a\\+b\\?c\\|d', 'a+b?c|d'],
  ['(x){2}', '\\(x\\)\\{2\\}'],
  ['\\(x\\)\\{2\\}\\1', '(x){2}\\1'],
  ['*a*', '\\*a*'],
  ['^*a', '^\\*a'],
  ['\\(*a\\|*b\\)', '(\\*a|\\*b)'],
  ['a^b$c', 'a\\^b\\$c'],
  ['^a$', '^a$'],
  ['\\(^a$\\)', '(^a$)'],
  ['[]+*]', '[]+*]'],
  ['[^]{}]', '[^]{}]'],
  ['[[:digit:]+]\\+', '[[:digit:]+]+'],
  ['a\\', 'a\\'],
  ['[a', '[a'],
])('extendedFromBasic() writes %s as %s', (basic, extended) => {
  expect(extendedFromBasic(basic)).toBe(extended)
})
