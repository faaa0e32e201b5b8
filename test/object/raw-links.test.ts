import { describe, expect, it } from 'vitest'
import { commitDateIn, parseCommit } from '../../src/object/commit.js'
import { SHA1, SHA256 } from '../../src/object/hash-algorithm.js'
import { encodeHex } from '../../src/object/oid.js'
import { RawLinks } from '../../src/object/raw-links.js'
import { Random } from '../support/random.js'

const AUTHOR = 'author A U Thor <author@example.com> 1112911993 -0700\n'
const COMMITTER = 'committer C O Mitter <committer@example.com> 1112911994 +0130\n'
/** What stands behind a commit in the memory that it is read from: the end of a longer one. */
const LEFT_OVER = `parent ${'7'.repeat(64)}\n${AUTHOR}${COMMITTER}`

function commitOf(digits: number, parents: number, committer = COMMITTER): string {
  const oids = Array.from({ length: parents + 1 }, (_, i) => (i % 2 ? 'AB' : 'c1').repeat(digits / 2))
  const [tree, ...others] = oids
  return `tree ${tree!}\n${others.map((oid) => `parent ${oid}\n`).join('')}${AUTHOR}${committer}\nm\n`
}

/** What the parser of commits finds, or that it refuses. */
function expected(content: Uint8Array, algorithm = SHA1): unknown {
  try {
    const { tree, parents } = parseCommit('oid', content, algorithm)
    return { tree, parents, date: commitDateIn(content) }
  } catch (error) {
    return (error as Error).message
  }
}

/** What raw links are, as the same. */
function found(links: RawLinks, content: Uint8Array): unknown {
  const memory = Buffer.concat([Buffer.from('x '), content, Buffer.from(LEFT_OVER)])
  try {
    links.parse(memory, 2, 2 + content.length, () => 'oid')
  } catch (error) {
    return (error as Error).message
  }
  const { size } = links.algorithm
  const parents = Array.from({ length: links.parentCount }, (_, i) =>
    encodeHex(links.parents, i * size, size),
  )
  return { tree: encodeHex(links.tree), parents, date: links.date }
}

describe('RawLinks.parse()', () => {
  it.each([
    [SHA1, 0],
    [SHA1, 2],
    [SHA1, 20],
    [SHA256, 3],
  ])('finds tree, parents and date of a commit of %o with %i parents', (algorithm, parents) => {
    const content = Buffer.from(commitOf(algorithm.hexSize, parents))
    const links = new RawLinks(algorithm)
    expect(found(links, content)).toEqual(expected(content, algorithm))
    expect(links).toMatchObject({ parentCount: parents, date: 1112911994 })
  })

  it.each([
    'committer C <c@d> -5 +0000\n',
    'committer C <c@d> 12345678901234567890 +0000\n',
    'committer C <c@d> 123456789012345\n',
    'committer C <c@d>  \t 77 +0000\n',
    'committer C <c@d>77 +0000\n',
    'committer C <c@d> 77x\n',
    'committer C <c@d> \n',
    'committer C <c> d> 8 +0000\n',
    'committer C 9 +0000\n',
    'committer C <c@d> 9',
    'committer\n',
    '',
  ])('takes the date of %j as git does', (committer) => {
    const content = Buffer.from(commitOf(40, 1, committer))
    expect(found(new RawLinks(SHA1), content)).toEqual(expected(content))
  })

  it('finds what parseCommit() finds, and refuses what it refuses, wherever a commit is cut or changed', () => {
    const random = new Random(5)
    const links = new RawLinks(SHA1)
    const whole = Buffer.from(commitOf(40, 2))
    for (let end = 0; end <= whole.length; end++) {
      const content = whole.subarray(0, end)
      expect(found(links, content), `cut at ${end}`).toEqual(expected(content))
    }
    for (let i = 0; i < 3000; i++) {
      const content = Buffer.from(whole)
      for (let n = random.next(2); n >= 0; n--) {
        content[random.next(content.length)] = random.pick([0, 0x0a, 0x20, 0x3e, 0x67, random.next(256)])
      }
      expect(found(links, content), JSON.stringify(content.toString('latin1'))).toEqual(expected(content))
    }
  })
})

describe('RawLinks.set()', () => {
  it('takes more parents, and then fewer', () => {
    const links = new RawLinks(SHA1)
    const oids = Array.from({ length: 30 }, (_, i) => i.toString(16).padStart(40, '0'))
    links.set(oids[29]!, oids, 5)
    expect(links.parentCount).toBe(30)
    expect(encodeHex(links.parents, 0, 600)).toBe(oids.join(''))
    links.set(oids[28]!, oids.slice(3, 4), 6)
    expect(links).toMatchObject({ parentCount: 1, date: 6 })
    expect(encodeHex(links.tree)).toBe(oids[28])
    expect(encodeHex(links.parents, 0, 20)).toBe(oids[3])
  })
})
