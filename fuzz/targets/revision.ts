/** Revisions and ranges, which may come from whoever uses a service. */
import { Repository } from '../../src/repo/repository.js'
import { mayRefuse } from '../refusal.js'
import { smallRepository } from '../seeds.js'
import type { FuzzTarget } from '../target.js'

let repository: Repository | undefined

export const revision: FuzzTarget = {
  name: 'revision',
  seeds: () =>
    [
      'HEAD~2^{tree}:folder/other',
      'main@{1}',
      'main@{yesterday}',
      'v1^{commit}^2~3',
      ':/second',
      'HEAD^{/fir.t}',
      'main..side',
      'main...side^!',
      ':0:file',
      '@{-1}',
      '@{u}',
      'v1-3-gabcdef0',
      'side^@',
      'main:./file',
    ].map((text) => Buffer.from(text)),
  words: [
    '^',
    '~',
    '{',
    '}',
    ':',
    '/',
    '..',
    '...',
    '@{',
    '^{',
    '-',
    '!',
    '99999999999',
    '(',
    '[',
    '*',
    '\\',
    '../',
    '\0',
  ],
  check: (bytes) => {
    repository ??= Repository.open(smallRepository(), { env: {} })
    const repo = repository
    const text = Buffer.from(bytes).toString()
    mayRefuse(() => repo.resolve(text))
    mayRefuse(() => repo.parseRange(text))
    mayRefuse(() => repo.resolveRefName(text))
  },
}
