/** Where a repository is, in the words of `rev-parse --git-dir` and its like. */
import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { resolvePath } from '../../../base/resolve-path.js'
import { expandHome } from '../../../repo/config/expand-home.js'
import { homeOf } from '../../../repo/config/load-config.js'
import type { Repository } from '../../../repo/repository.js'

export type PathFormat = 'default' | 'relative' | 'absolute'

export class Places {
  private readonly cwd: string

  /** @param cwd Absolute: where the command runs. */
  constructor(
    private readonly repo: Repository,
    private readonly env: NodeJS.ProcessEnv,
    cwd: string,
  ) {
    this.cwd = real(cwd)
  }

  /** The work tree's root; undefined if there is none. */
  topLevel(format: PathFormat): string | undefined {
    const { workTree } = this.repo
    if (workTree === undefined) return undefined
    return this.shown(real(workTree), format)
  }

  gitDir(format: PathFormat): string {
    return this.shown(this.gitDirAsGitKeepsIt(), format)
  }

  absoluteGitDir(): string {
    return real(this.repo.gitDir)
  }

  commonDir(format: PathFormat): string {
    return this.shown(this.commonDirAsGitKeepsIt(), format, (path) => this.fromPrefix(path))
  }

  /** A path in the git folder: files that worktrees share are in the common one. */
  gitPath(path: string, format: PathFormat): string {
    const text = this.namedElsewhere(path) ?? this.fromTop(path)
    return this.shown(text, format, (shown) => this.fromPrefix(shown)) || './'
  }

  /** A file of the common folder or of the git folder, from where git itself goes: the root of the work tree. */
  fromTop(path: string): string {
    const folder = isShared(path) ? this.commonDirAsGitKeepsIt() : this.gitDirInTopLevel()
    return folder === '.' ? path : `${folder}/${path}`
  }

  /** What the environment and `core.hooksPath` have in the place of a file or folder of the git folder. */
  private namedElsewhere(path: string): string | undefined {
    if (path === 'index') return this.env['GIT_INDEX_FILE']
    if (path === 'info/grafts') return this.env['GIT_GRAFT_FILE']
    const [folder] = path.split('/')
    const named =
      folder === 'objects'
        ? this.env['GIT_OBJECT_DIRECTORY']
        : folder === 'hooks'
          ? this.hooksPath()
          : undefined
    return named === undefined ? undefined : named + path.slice(folder!.length)
  }

  private hooksPath(): string | undefined {
    const path = this.repo.config.get('core.hooksPath')
    return path === undefined ? undefined : expandHome(path, homeOf(this.env))
  }

  /**
   * The way up to the root of the work tree, such as `../../`, or the root itself when the command runs outside;
   * undefined if there is no work tree.
   */
  wayUp(): string | undefined {
    if (this.isInsideWorkTree()) return '../'.repeat(this.repo.prefix.split('/').length - 1)
    return this.repo.workTree
  }

  isInsideGitDir(): boolean {
    const gitDir = real(this.repo.gitDir)
    // To git the folder itself is then `.`, in which it does not recognise the folder that it works in.
    const isDot = !isAbsolute(this.env['GIT_DIR'] ?? '.')
    if (gitDir === this.cwd && this.repo.workTree !== undefined && isDot) return false
    return isInside(this.cwd, gitDir)
  }

  isInsideWorkTree(): boolean {
    const { workTree } = this.repo
    if (workTree === undefined || !isInside(this.cwd, real(workTree))) return false
    // Within .git one is below the work tree's root, but not in the work tree.
    return this.env['GIT_DIR'] !== undefined || !this.isInsideGitDir()
  }

  isShallow(): boolean {
    return existsSync(join(this.repo.commonDir, 'shallow'))
  }

  /** @param byDefault How it is shown without `--path-format`; by default as it is. */
  shown(path: string, format: PathFormat, byDefault?: (path: string) => string): string {
    if (format === 'default') return byDefault ? byDefault(path) : path
    const base = this.repo.prefix === '' ? this.cwd : real(this.repo.workTree!)
    const absolute = real(resolvePath(base, path))
    if (format === 'absolute') return absolute
    return relativeWithSlash(this.cwd, absolute)
  }

  private gitDirAsGitKeepsIt(): string {
    const kept = this.gitDirInTopLevel()
    // A work tree's own .git is called so at its root, and by its full path below.
    if (kept === '.git' && this.repo.prefix !== '') return join(real(this.repo.workTree!), '.git')
    return kept
  }

  /** Git goes to the root of the work tree before anything else; this is what it then calls the git folder. */
  private gitDirInTopLevel(): string {
    const named = this.env['GIT_DIR']
    const gitDir = real(this.repo.gitDir)
    if (named !== undefined) {
      if (this.repo.prefix !== '') return gitDir
      return isFile(resolvePath(this.cwd, named)) ? gitDir : named
    }
    if (gitDir === this.cwd) return '.'
    if (this.isInsideGitDir()) return gitDir
    const holder = dirname(this.repo.gitDir)
    const isPlain = basename(this.repo.gitDir) === '.git' && isInside(this.cwd, holder)
    if (!isPlain) return gitDir
    // A work tree that is named elsewhere makes git take the folder for one that was named, too.
    return this.namesWorkTree() && (this.repo.prefix !== '' || this.cwd !== holder) ? gitDir : '.git'
  }

  private namesWorkTree(): boolean {
    return this.env['GIT_WORK_TREE'] !== undefined || this.repo.config.get('core.worktree') !== undefined
  }

  private commonDirAsGitKeepsIt(): string {
    const gitDir = this.gitDirInTopLevel()
    const { commonDir } = this.repo
    return real(commonDir) === real(this.repo.gitDir) ? gitDir : real(commonDir)
  }

  /** A path that counts from the root of the work tree, as seen from the folder where the command runs. */
  private fromPrefix(path: string): string {
    if (isAbsolute(path)) return path
    return '../'.repeat(this.repo.prefix.split('/').length - 1) + path
  }
}

function real(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return resolve(path)
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** Git says `./` for the folder itself, and `../` for the one above it. */
function relativeWithSlash(from: string, to: string): string {
  const path = relative(from, to).split(sep).join('/')
  if (path === '') return './'
  return path.endsWith('..') ? `${path}/` : path
}

const SHARED =
  /^(?:branches|common|hooks|info(?!\/sparse-checkout)|lost-found|modules|objects|refs(?!\/(?:bisect|worktree|rewritten)(?:\/|$))|logs(?!\/(?:HEAD$|refs\/(?:bisect|worktree|rewritten)(?:\/|$)))|remotes|worktrees|rr-cache|svn)(?:\/|$)|^(?:config|gc\.pid|packed-refs|shallow)$/

/** Whether linked worktrees have this file of the git folder in common (gitrepository-layout(5)). */
function isShared(path: string): boolean {
  return SHARED.test(path)
}
