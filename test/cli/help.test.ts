import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.js'
import { packageVersion } from '../../src/base/version.js'
import { runPackmap } from './support/run-packmap.js'

const cwd = import.meta.dirname

async function stdoutOf(...args: string[]): Promise<string> {
  const { stdout, status } = await runPackmap(args, { cwd })
  expect(status).toBe(0)
  return stdout.toString()
}

describe('packmap --help', () => {
  test('names every command and ends with examples', async () => {
    const help = await stdoutOf('--help')
    for (const { name } of COMMANDS) expect(help).toMatch(new RegExp(`^  ${name} `, 'm'))
    expect(help).toContain('Examples:')
    expect(await stdoutOf('help')).toBe(help)
    expect(await stdoutOf('-h')).toBe(help)
  })

  test.each(COMMANDS)('explains $name by description, options and examples', async ({ name }) => {
    const help = await stdoutOf(name, '--help')
    expect(help).toContain(`Usage: packmap ${name}`)
    expect(help).toContain('Examples:')
    expect(help.split('\n').every((line) => line.length <= 200 && !line.endsWith(' '))).toBe(true)
    expect(await stdoutOf('help', name)).toBe(help)
    expect(await stdoutOf('--help', name)).toBe(help)
    const short = await runPackmap([name, '-h'], { cwd })
    expect([short.status, short.stdout.toString()]).toEqual([129, help])
  })

  test('has no help for what is no command', async () => {
    expect((await runPackmap(['help', 'nonsense'], { cwd })).status).toBe(128)
  })
})

test('packmap --version prints the version of the package', async () => {
  expect(await stdoutOf('--version')).toBe(`packmap ${packageVersion()}\n`)
})

test.each([['--backend=nonsense'], ['--verify', 'nonsense'], ['--nonsense'], ['-C']])(
  'packmap %s is a usage error',
  async (...args) => {
    expect((await runPackmap(args, { cwd })).status).toBe(129)
  },
)

test.each([
  [['-c', 'core.abbrev=9'], /^[0-9a-f]{9}\n$/],
  [['-c', 'core.abbrev=9', '-c', 'core.abbrev=11', '--no-pager'], /^[0-9a-f]{11}\n$/],
])('packmap %j sets configuration for the run', async (options, expected) => {
  const fixture = join(cwd, '../../fixtures/lighthouse.git')
  expect(await stdoutOf(...options, '--git-dir', fixture, 'rev-parse', '--short', 'HEAD')).toMatch(expected)
})

test('packmap --work-tree and --bare say whether there is a work tree', async () => {
  const fixture = join(cwd, '../../fixtures/lighthouse.git')
  const ask = ['rev-parse', '--is-bare-repository', '--is-inside-work-tree']
  expect(await stdoutOf('--git-dir', fixture, '--work-tree', cwd, ...ask)).toBe('false\ntrue\n')
  expect(await stdoutOf('-C', fixture, '--bare', ...ask)).toBe('true\nfalse\n')
})
