/** What the README shows is what happens: its command lines and programs are run, and their output compared. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { run, temporaryFolder } from '../support/git.js'
import { readText, ROOT } from './files.js'

/** Programs of other pages that are to be run as well. */
const PAGES = ['README.md', 'docs/guide-engine.md', 'docs/isomorphic-git.md']

/** `$ packmap …` lines of the `console` blocks, each with what follows until the next one or the block's end. */
const sessions = blocksOf('README.md', 'console').flatMap((block) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((session) => session.split(/\n([^]*)/, 2) as [command: string, output: string]),
)

const programs = PAGES.flatMap((page) => {
  const outputs = blocksOf(page, 'text')
  return blocksOf(page, 'ts').map((program, i) => [page, i + 1, program, outputs[i]] as const)
})

describe('README.md', () => {
  it('shows at least one command line', () => {
    expect(sessions.length).toBeGreaterThan(0)
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
})

describe('a page with programs', () => {
  it('shows at least one program', () => {
    expect(new Set(programs.map(([page]) => page))).toEqual(new Set(PAGES))
  })

  it.each(programs)('%s shows what its program %i prints', (_page, _number, program, output) => {
    const script = join(temporaryFolder(), 'program.mts')
    const imports = /'packmap(\/[\w-]+)?'/g
    writeFileSync(
      script,
      program.replace(imports, (_, entry?: string) => `'${sourceOf(entry ?? '')}'`),
    )
    const { stdout, stderr } = run(process.execPath, ['--import', 'tsx', script], { cwd: ROOT })
    expect(stdout.toString() + stderr).toBe(output)
  })
})

/** The source of the package's main entry, or of one such as `/smmap`. */
function sourceOf(entry: string): string {
  return pathToFileURL(join(ROOT, `src${entry}/index.ts`)).href
}

function blocksOf(page: string, language: string): string[] {
  return [...readText(page).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, text]) => text!,
  )
}

/** As a shell splits them, with single quotes and nothing else. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
}
