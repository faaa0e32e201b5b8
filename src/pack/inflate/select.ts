/**
 * Which inflater to use: the core's for short streams where there is one, Node's zlib handle for others where it does
 * what we expect of it, pako elsewhere.
 */
import { ArenaInflater, type InflatingCore } from './arena-inflater.js'
import type { Inflater, InflaterName } from './inflater.js'
import { createPakoInflater } from './pako-inflater.js'
import { createZlibHandleInflater } from './zlib-handle-inflater.js'

/**
 * A new inflater.
 *
 * @param name `auto` takes the core for what is short; for the rest the zlib handle if it passes its self-test, and else
 *   pako. Neither is loaded before it is needed.
 * @throws {Error} The inflater that was asked for by name does not work on this Node.
 */
export function createInflater(name: InflaterName | 'auto' = 'auto', core?: InflatingCore): Inflater {
  if (name === 'pako') return createPakoInflater()
  if (name === 'zlib-handle') return createGeneral('zlib-handle')
  return core ? new ArenaInflater(core, () => createGeneral('auto')) : createGeneral('auto')
}

function createGeneral(name: 'zlib-handle' | 'auto'): Inflater {
  try {
    const inflater = createZlibHandleInflater()
    selfTest(inflater)
    return inflater
  } catch (error) {
    if (name === 'zlib-handle') throw error
    return createPakoInflater()
  }
}

/** The content of the self-test, deflated: making it anew takes a millisecond of every start. */
const SELF_TEST_STREAM = 'eNpjYGThZObh4uJh5mRhZBjl4OMAACAVBwM='

/**
 * Asks of an inflater everything that reading relies on, with answers known beforehand: the handle is not public
 * API, and a change in it must cost speed and never a wrong object.
 *
 * @throws {Error} An answer is wrong; says which.
 */
export function selfTest(inflater: Inflater): void {
  const content = new Uint8Array(300).map((_, i) => (i * i) % 13)
  const stream = new Uint8Array(Buffer.from(SELF_TEST_STREAM, 'base64'))
  const room = new Uint8Array(content.length + 9)
  const expect = (answer: boolean, question: string): void => {
    if (!answer) throw new Error(`inflater ${inflater.name} fails its self-test: ${question}`)
  }
  const isContent = (): boolean => content.every((byte, i) => room[8 + i] === byte) && room[7] === 0

  const roomSize = content.length + 1
  const step = (input: Uint8Array, size: number, roomLeft: number, isLast: boolean): string =>
    inflater.step(input, 0, size, room, 8, roomLeft, isLast)

  const half = Math.floor(stream.length / 2)
  inflater.reset()
  expect(step(stream, half, roomSize, false) === 'input-used' && inflater.inputLeft === 0, 'half a stream')
  const produced = roomSize - inflater.outputLeft
  const rest = stream.length - half
  const status = inflater.step(stream, half, rest, room, 8 + produced, inflater.outputLeft, true)
  expect(status === 'end' && inflater.outputLeft === 1 && isContent(), 'the other half')

  inflater.reset()
  expect(step(stream, half, roomSize, true) === 'input-used', 'a stream cut short')

  const padded = new Uint8Array(stream.length + 5)
  padded.set(stream, 2)
  for (const isLast of [true, false]) {
    room.fill(0)
    inflater.reset()
    const size = stream.length + 3
    expect(inflater.step(padded, 2, size, room, 8, roomSize, isLast) === 'end', 'bytes behind')
    expect(inflater.inputLeft === 3 && inflater.outputLeft === 1 && isContent(), 'where the stream ends')
  }

  // A stream that ends where the input ends: without more input the handle cannot know, and then it must tell.
  inflater.reset()
  const early = step(stream, stream.length, roomSize, false)
  expect(early === 'end' || early === 'input-used', 'an end at the end of the input')
  expect(inflater.inputLeft === 0 && inflater.outputLeft === 1 && isContent(), 'all of it')
  expect(early === 'end' || (step(padded, 2, 1, false) === 'end' && inflater.inputLeft === 2), 'seen later')

  inflater.reset()
  expect(step(stream, stream.length, 100, true) === 'output-full', 'too little room')
  expect(inflater.outputLeft === 0, 'room left')

  inflater.reset()
  const damaged = stream.slice()
  damaged[damaged.length - 1]! ^= 1 // eslint-disable-line no-bitwise -- flips one bit
  expect(step(damaged, damaged.length, roomSize, true) === 'corrupt', 'wrong Adler-32')

  inflater.reset()
  expect(step(stream, stream.length, roomSize, true) === 'end', 'after an error')
}
