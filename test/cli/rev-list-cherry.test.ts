/** `rev-list --cherry-pick` and its like: commits that make the same change, held against git. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, initRepository, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

let scratch: string
let path: string

beforeAll(() => {
  scratch = scratchFolder()
  path = initRepository(join(scratch, 'r'))
  const lines = Array.from({ length: 30 }, (_, n) => `line ${n}`)
  let seconds = 1_700_000_000
  const write = (file: string, content: string | readonly string[]): void => {
    writeFileSync(join(path, file), typeof content === 'string' ? content : `${content.join('\n')}\n`)
  }
  const commit = (): void => {
    const date = `${(seconds += 10)} +0000`
    git(path, ['add', '-A'])
    const env = { ...GIT_ENVIRONMENT, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
    run('git', ['commit', '-q', '--allow-empty', '-m', String(seconds)], { cwd: path, env })
  }
  /** What both sides change, some of it with other white space, elsewhere in the file, or with other content. */
  const steps: Record<string, (side: string) => void> = {
    line: (side) => {
      lines[3] = side === 'left' ? 'line  3 x' : 'line 3x'
      write('f', lines)
    },
    'new file': () => {
      write('g', 'g')
    },
    binary: () => {
      write('bin', 'a\0b')
    },
    'another binary': (side) => {
      write('bin', `\0${side}`)
    },
    far: () => {
      lines.splice(22, 1, 'twenty two', 'more')
      write('f', lines)
    },
    different: (side) => {
      write('h', side)
    },
    mode: () => git(path, ['update-index', '--add', '--chmod=+x', 'g']),
  }
  const begin = (side: string): void => {
    lines.splice(0, lines.length, ...Array.from({ length: 30 }, (_, n) => `line ${n}`))
    git(path, ['checkout', '-q', '-b', side, 'base'])
    git(path, ['config', 'core.fileMode', 'false'])
  }
  write('f', lines)
  commit()
  git(path, ['branch', 'base'])
  begin('left')
  for (const step of ['line', 'new file', 'binary', 'another binary', 'far', 'different', 'mode']) {
    steps[step]!('left')
    commit()
  }
  begin('right')
  lines[0] = 'top'
  write('f', lines)
  commit()
  for (const step of ['new file', 'far', 'line', 'binary', 'another binary', 'mode', 'different']) {
    steps[step]!('right')
    commit()
  }
  git(path, ['merge', '-q', '-s', 'ours', '-m', 'merge', 'left~3'])
  commit()
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

const COMMANDS = [
  'rev-list --cherry-pick left...right',
  'rev-list --cherry-mark left...right',
  'rev-list --cherry left...right',
  'rev-list --cherry-pick --right-only left...right',
  'rev-list --cherry-mark --left-right --boundary left...right',
  'rev-list --cherry-mark --count left...right',
  'rev-list --cherry-mark --left-right --count left...right',
  'rev-list --cherry-pick --objects right...left',
  'rev-list --cherry left...right -- f g',
  'rev-list --cherry-mark --graph left...right',
  'rev-list --cherry-mark --pretty=%m%s left...right',
  'rev-list --cherry-pick left right',
  'rev-list --cherry-mark left..right',
  'log --cherry --format=%m%h%s left...right',
  'log --cherry-mark --oneline left...right',
  'rev-list --cherry-mark --cherry-pick left...right',
  'rev-list --cherry-pick --cherry-mark left...right',
  'rev-list --cherry --left-only left...right',
  'rev-list -z --cherry-mark left...right',
  'rev-list --cherry-mark --count --objects left...right',
]

test.each(COMMANDS)('%s', async (command) => {
  const args = command.split(' ')
  const expected = run('git', args, { cwd: path })
  const { status, stdout } = await runPackmap(args, { cwd: path, env: GIT_ENVIRONMENT })
  if (command.startsWith('rev-list -z')) {
    expect(status).toBe(128) // an option since 2.50
    return
  }
  expect([status, stdout.toString()]).toEqual([expected.status, expected.stdout.toString()])
})
