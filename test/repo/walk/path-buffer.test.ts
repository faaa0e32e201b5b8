import { describe, expect, it } from 'vitest'
import { PathBuffer } from '../../../src/repo/walk/path-buffer.js'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('PathBuffer', () => {
  it('puts a name behind the folder that it is in, and another in its place', () => {
    const path = new PathBuffer()
    path.set('')
    expect(path.enterFolder()).toBe(0)
    path.setName(0, bytes('xfolderx'), 1, 7)
    expect(path.toString()).toBe('folder')
    const base = path.enterFolder()
    path.setName(base, bytes('long name'), 0, 9)
    path.setName(base, bytes('\xff\n'), 0, 2)
    expect(path.toString()).toBe('folder/\xff\n')
    expect(Buffer.from(path.copy())).toEqual(bytes('folder/\xff\n'))
  })

  it('holds paths of any length', () => {
    const path = new PathBuffer()
    path.set('a'.repeat(3000))
    const base = path.enterFolder()
    path.setName(base, bytes('b'.repeat(9000)), 0, 9000)
    expect(path.toString()).toBe(`${'a'.repeat(3000)}/${'b'.repeat(9000)}`)
  })

  it('copies so that a change of the path does not show', () => {
    const path = new PathBuffer()
    path.set('before')
    const copy = path.copy()
    path.set('behind')
    expect(Buffer.from(copy).toString()).toBe('before')
  })
})
