/** Who takes part: how each is started, in which cases, and how many items it gets where it is slow. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compilePeer } from './compile-peer.js'

const HERE = import.meta.dirname
const PEERS = join(HERE, '../peers')
const ROOT = join(HERE, '../..')
const MAIN = join(ROOT, 'dist/cli/main.js')
const JARS = ['org.eclipse.jgit.jar', 'slf4j-api.jar', 'slf4j-nop.jar', 'javaewah.jar']
const CLASS_PATH = JARS.map((jar) => `/usr/share/java/${jar}`)

export interface Subject {
  readonly name: string
  /** The peer's process; case, git folder, folder of inputs and count are added. */
  readonly command: readonly string[]
  /** What follows these. */
  readonly programme?: readonly string[]
  /** The cases it takes part in, and of how many items of the input: Infinity for all. */
  readonly cases: Readonly<Record<string, number>>
}

const ALL = Infinity

/**
 * Those that are installed here; git first.
 *
 * @param scratch Folder that exists as long as they run.
 */
export async function installedSubjects(scratch: string): Promise<Subject[]> {
  // What this one does is not measured, only what it starts.
  const command = [process.execPath, '--import', 'tsx', join(PEERS, 'command.ts')]
  const [library, isomorphicGit] = await Promise.all(
    ['packmap.ts', 'isomorphic-git.ts'].map(async (file) => [
      process.execPath,
      await compilePeer(join(PEERS, file), scratch),
    ]),
  )
  const subjects: Subject[] = [
    {
      name: 'git',
      command,
      programme: ['git'],
      cases: every([
        'W1',
        'W1m',
        'W2',
        'W3',
        'W3c',
        'W3t',
        'W4',
        'W4t',
        'W5a',
        'W5b',
        'W6',
        'W7',
        'W8',
        'W9',
      ]),
    },
    {
      name: 'packmap',
      command: library!,
      cases: every(['W1', 'W1m', 'W2', 'W3', 'W3c', 'W3t', 'W4', 'W4t', 'W5a', 'W5b', 'W6', 'W9']),
    },
    {
      name: 'packmap, second time',
      command: library!,
      programme: ['again'],
      cases: every(['W1', 'W1m', 'W2', 'W3', 'W5a', 'W5b', 'W6']),
    },
    {
      name: 'packmap command',
      command,
      programme: [process.execPath, MAIN],
      cases: every(['W1', 'W2', 'W3', 'W4', 'W7', 'W8']),
    },
    {
      name: 'packmap library',
      command: [process.execPath, join(PEERS, 'first-object.js')],
      cases: { W8: 1 },
    },
    {
      name: 'node -e 0',
      command,
      programme: [process.execPath, '-e', '0', '--'],
      cases: { W8: 1 },
    },
    {
      name: 'isomorphic-git',
      command: isomorphicGit!,
      cases: { W1: 300, W5b: 100, W6: 60 },
    },
  ]
  const python = ['/usr/bin/python3', 'python3']
  const withModule = (name: string): string | undefined =>
    python.find((path) => spawnSync(path, ['-c', `import ${name}`]).status === 0)
  const pythonPeer = (library: string, name: string, cases: Subject['cases']): void => {
    const path = withModule(library)
    if (path !== undefined) {
      subjects.push({ name, command: [path, join(PEERS, 'python_peer.py'), library], cases })
    }
  }
  pythonPeer('pygit2', 'libgit2', { W1: 20_000, W3: 100_000, W4: 100_000, W5a: ALL, W5b: ALL, W6: 4_000 })
  pythonPeer('dulwich', 'dulwich', { W1: 10_000, W5a: ALL })
  pythonPeer('gitdb', 'gitdb', { W1: 5_000, W2: 20_000, W5a: ALL, W5b: ALL })
  if (CLASS_PATH.every((jar) => existsSync(jar)) && spawnSync('javac', ['-version']).status === 0) {
    subjects.push({
      name: 'JGit',
      command: ['java', '-cp', CLASS_PATH.join(':'), join(PEERS, 'JGitPeer.java')],
      cases: { W1: 20_000, W2: 20_000, W5a: ALL, W5b: ALL, W6: 5_000, W7: ALL },
    })
  }
  return subjects
}

function every(ids: readonly string[]): Record<string, number> {
  return Object.fromEntries(ids.map((id) => [id, ALL]))
}
