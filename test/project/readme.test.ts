/** What the README shows is what happens: its command lines and its program are run, and their output compared. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { run, temporaryFolder } from '../support/git.js'
import { readText, ROOT } from './files.js'

const readme = readText('README.md')

/** `$ packmap …` lines of the `console` blocks, each with what follows until the next one or the block's end. */
const sessions = blocks('console').flatMap((block) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((session) => session.split(/\n([^]*)/, 2) as [command: string, output: string]),
)

describe('README.md', () => {
  it('shows at least one command line and one program', () => {
    expect(sessions.length).toBeGreaterThan(0)
    expect(blocks('ts').length).toBeGreaterThan(0)
  })

  it.each(sessions)('shows what `%s` prints', (command, output) => {
    const [program, ...args] = wordsOf(command)
    expect(program).toBe('packmap')
    const { stdout, stderr } = run(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
      cwd: ROOT,
    })
    // The first look begins with where the repository is.
    expect((stdout.toString() + stderr).replace(ROOT, '/path/to/packmap')).toBe(output)
  })

  it.each(blocks('ts').map((program, i) => [i + 1, program, blocks('text')[i]] as const))(
    'shows what its program %i prints',
    (_, program, output) => {
      const script = join(temporaryFolder(), 'program.mts')
      const imports = /'packmap(\/\w+)?'/g
      writeFileSync(
        script,
        program.replace(imports, (_, entry?: string) => `'${sourceOf(entry ?? '')}'`),
      )
      const { stdout, stderr } = run(process.execPath, ['--import', 'tsx', script], { cwd: ROOT })
      expect(stdout.toString() + stderr).toBe(output)
    },
  )
})

/** The source of the package's main entry, or of one such as `/smmap`. */
function sourceOf(entry: string): string {
  return pathToFileURL(join(ROOT, `src${entry}/index.ts`)).href
}

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, text]) => text!,
  )
}

/** As a shell splits them, with single quotes and nothing else. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
}
