import { describe, expect, it } from 'vitest'
import { CommitQueue } from '../../../src/repo/commits/commit-queue.js'
import { NumberQueue } from '../../../src/repo/commits/number-queue.js'
import { Random } from '../../support/random.js'

describe('NumberQueue', () => {
  it('gives -1 when it is empty', () => {
    const queue = new NumberQueue()
    expect(queue.take()).toBe(-1)
    queue.add(7, 1)
    expect([queue.take(), queue.take()]).toEqual([7, -1])
  })

  it('gives what a CommitQueue gives, whatever is added and taken in between', () => {
    const random = new Random(11)
    const numbers = new NumberQueue()
    const commits = new CommitQueue<{
      readonly number: number
      readonly date: number
      readonly dateRest: number
    }>()
    for (let number = 0; number < 5000; number++) {
      // Few dates, so that many are equal, and some as large as a negative one is to git.
      const date = random.next(40) === 0 ? 2 ** 64 - random.next(3) * 4096 : random.next(50)
      const dateRest = date > 2 ** 53 ? random.next(3) - 1 : 0
      numbers.add(number, date, dateRest)
      commits.add({ number, date, dateRest })
      if (random.next(3) === 0) expect(numbers.take()).toBe(commits.take()?.number)
      expect(numbers.size).toBe(commits.size)
    }
    while (commits.size > 0) expect(numbers.take()).toBe(commits.take()?.number)
    expect(numbers.take()).toBe(-1)
  })
})
