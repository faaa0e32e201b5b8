/**
 * Wherever objects are hashed to be checked, collision attacks are refused, unless the option says `off`. No object with
 * one is known, since what git hashes begins with a header: so what counts as an attack here is a word in the content.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { Sha1CollisionError } from '../../../src/object/errors.js'
import * as detector from '../../../src/object/sha1/collision-detector.js'
import { ObjectDatabase } from '../../../src/odb/object-database.js'
import { runPackmap } from '../../cli/support/run-packmap.js'
import { git, gitText, initRepository, scratchFolder } from '../../support/git.js'

vi.mock('../../../src/object/sha1/collision-detector.js', async (load) => {
  const real = await load<typeof detector>()
  const refuse = (data: Uint8Array | string): void => {
    if (Buffer.from(data).includes('an attack')) throw new Sha1CollisionError('0'.repeat(40))
  }
  return {
    detectingSha1: (data: Uint8Array, out: Uint8Array, at: number) => {
      refuse(data)
      real.detectingSha1(data, out, at)
    },
    DetectingSha1: class extends real.DetectingSha1 {
      override update(data: Uint8Array | string): this {
        refuse(data)
        return super.update(data)
      }
    },
  }
})

const root = initRepository(join(scratchFolder(), 'repository'))
const objects = join(root, '.git/objects')
const loose = gitText(root, ['hash-object', '-w', '--stdin'], 'this is an attack')
const large = gitText(root, ['hash-object', '-w', '--stdin'], `${'x'.repeat(3_000_000)}an attack`)
git(root, ['pack-objects', '-q', join(objects, 'pack/pack')], `${loose}\n${large}\n`)
const pack = join(
  objects,
  'pack',
  readdirSync(join(objects, 'pack')).find((name) => name.endsWith('.pack'))!,
)
const MESSAGE =
  'fatal: SHA-1 appears to be part of a collision attack: 0000000000000000000000000000000000000000\n'

describe('the command', () => {
  test.each([
    ['index-pack', ['index-pack', '--threads=1', '-o', join(root, 'new.idx'), pack]],
    ['verify-pack', ['verify-pack', '--threads=1', pack]],
    ['cat-file of a packed object', ['--verify=oid', 'cat-file', '-p', loose]],
    ['cat-file of a large one', ['--verify=oid', 'cat-file', '-p', large]],
  ])('%s refuses attacks, and with --collisions=off does not', async (_, args) => {
    const refused = await runPackmap(args, { cwd: root })
    expect(refused.status).not.toBe(0)
    expect(refused.stderr).toContain('SHA-1 appears to be part of a collision attack')
    if (args[0] === 'index-pack') expect(refused.stderr).toBe(MESSAGE)
    const { status, stderr } = await runPackmap(['--collisions=off', ...args], { cwd: root })
    expect([status, stderr]).toEqual([0, ''])
    rmSync(join(root, 'new.idx'), { force: true })
    rmSync(join(root, 'new.rev'), { force: true })
  })

  test('index-pack --stdin does too', async () => {
    const other = initRepository(join(scratchFolder(), 'other'))
    const input = readFileSync(pack)
    const args = ['index-pack', '--stdin', '--threads=1']
    expect(await runPackmap(args, { cwd: other, input })).toMatchObject({ status: 128, stderr: MESSAGE })
    expect((await runPackmap(['--collisions=off', ...args], { cwd: other, input })).status).toBe(0)
  })
})

describe('ObjectDatabase', () => {
  test("read() and scanSync() with verify: 'oid' refuse attacks", () => {
    for (const collisions of ['detect', 'off'] as const) {
      using odb = ObjectDatabase.open(objects, { verify: 'oid', collisions })
      const read = (): void => void odb.read(loose)
      const told: string[] = []
      odb.scanSync(() => undefined, { verify: 'oid', onDamage: (_, error) => void told.push(error.name) })
      if (collisions === 'off') {
        expect(read).not.toThrow()
        expect(told).toEqual([])
      } else {
        expect(read).toThrow(Sha1CollisionError)
        expect(told).toEqual(['Sha1CollisionError', 'Sha1CollisionError'])
      }
    }
  })
})
