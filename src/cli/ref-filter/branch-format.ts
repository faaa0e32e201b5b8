/** What `git branch` shows of a branch: a mark, the name, with -v the commit, with -vv what it tracks; in colours. */
import { parseGitColor } from '../../repo/format/git-color.js'
import type { Repository } from '../../repo/repository.js'
import type { AbbreviationLength } from '../../repo/abbreviate.js'
import { FatalError } from '../failure.js'
import { displayWidth } from '../text/display-width.js'
import type { RefView } from './ref-view.js'

export interface BranchFormatOptions {
  /** How often -v was given. */
  readonly verbosity: number
  readonly abbrev: AbbreviationLength
  /** What stands in front of remote-tracking branches where others are listed too. */
  readonly remotePrefix: string
  readonly isColored: boolean
}

const COLORS: Readonly<Record<string, string>> = {
  reset: '\x1b[m',
  plain: '',
  remote: '\x1b[31m',
  local: '',
  current: '\x1b[32m',
  upstream: '\x1b[34m',
  worktree: '\x1b[36m',
}

/** A format for `refs`, whose longest name counts. */
export function branchFormat(
  repo: Repository,
  refs: readonly RefView[],
  options: BranchFormatOptions,
): string {
  const { verbosity, abbrev, remotePrefix, isColored } = options
  const color = isColored ? branchColors(repo) : () => ''
  const [reset, remoteColor] = [color('reset'), color('remote')]
  const marks =
    `%(if)%(HEAD)%(then)* ${color('current')}%(else)` +
    `%(if)%(worktreepath)%(then)+ ${color('worktree')}%(else)  ${color('local')}%(end)%(end)`
  const prefix = remotePrefix.replace(/%/g, '%%')
  let [local, remote] = [marks, `  ${remoteColor}`]
  if (verbosity === 0) {
    const target = '%(if)%(symref)%(then) -> %(symref:short)%(end)'
    local += `%(refname:lstrip=2)${reset}${target}`
    remote += `${prefix}%(refname:lstrip=2)${reset}${target}`
  } else {
    const width = widthOf(refs, remotePrefix.length)
    const oid = oidField(abbrev)
    const tracking =
      verbosity > 1
        ? `%(if:notequals=*)%(HEAD)%(then)%(if)%(worktreepath)%(then)(${color('worktree')}%(worktreepath)${reset}) %(end)%(end)` +
          `%(if)%(upstream)%(then)[${color('upstream')}%(upstream:short)${reset}%(if)%(upstream:track)` +
          `%(then): %(upstream:track,nobracket)%(end)] %(end)%(contents:subject)`
        : '%(if)%(upstream:track)%(then)%(upstream:track) %(end)%(contents:subject)'
    local += `%(align:${width},left)%(refname:lstrip=2)%(end)${reset} ${oid} ${tracking}`
    remote +=
      `%(align:${width},left)${prefix}%(refname:lstrip=2)%(end)${reset}` +
      `%(if)%(symref)%(then) -> %(symref:short)%(else) ${oid} %(contents:subject)%(end)`
  }
  return `%(if:notequals=refs/remotes)%(refname:rstrip=-2)%(then)${local}%(else)${remote}%(end)`
}

function oidField(abbrev: AbbreviationLength): string {
  if (abbrev === 'auto') return '%(objectname:short)'
  return abbrev === 'full' ? '%(objectname)' : `%(objectname:short=${abbrev})`
}

/** @param extra Columns that remote-tracking branches take in front. */
function widthOf(refs: readonly RefView[], extra: number): number {
  return refs.reduce((most, ref) => {
    const name =
      ref.kind === 'detached'
        ? ref.surroundings.headDescription
        : ref.name.replace(/^refs\/(?:heads|remotes)\//, '')
    return Math.max(most, displayWidth(name) + (ref.kind === 'remote' ? extra : 0))
  }, 0)
}

/** `color.branch.<slot>`. @throws {FatalError} One is no colour. */
function branchColors({ config }: Repository): (slot: string) => string {
  const colors = { ...COLORS }
  for (const slot of Object.keys(COLORS)) {
    const value = config.get(`color.branch.${slot}`)
    if (value === undefined) continue
    const color = parseGitColor(value)
    if (color === undefined) throw new FatalError(`bad config variable 'color.branch.${slot}'`)
    colors[slot] = color
  }
  return (slot) => colors[slot]!
}
