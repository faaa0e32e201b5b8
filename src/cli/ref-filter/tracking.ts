/** `%(upstream)` and `%(push)`: the remote-tracking ref of a branch, and how far the two are apart. */
import { followRef } from '../../repo/refs/resolve-ref.js'
import type { Repository } from '../../repo/repository.js'
import { pushRemoteOf, pushRefOf, pushTargetOf, remoteOf, upstreamOf } from '../../repo/revision/upstream.js'
import type { RefView } from './ref-view.js'

const HEADS = 'refs/heads/'

/** What is asked of the ref that is tracked. */
export interface TrackingQuestion {
  readonly kind: 'upstream' | 'push'
  readonly shows: 'ref' | 'track' | 'trackshort' | 'remotename' | 'remoteref'
  readonly hasBrackets: boolean
}

/** @param shortened How the name of a ref is shown. */
export function trackingText(
  { repo, ref }: RefView,
  question: TrackingQuestion,
  shortened: (name: string) => string,
): string {
  if (!ref.name.startsWith(HEADS)) return ''
  const branch = ref.name.slice(HEADS.length)
  const { kind, shows } = question
  const asksRemote = shows === 'remotename' || shows === 'remoteref'
  const find = kind === 'push' ? pushTargetOf : upstreamOf
  const target = find(branch, repo.config, repo.refStore)
  if ('failure' in target && !(kind === 'push' && asksRemote)) return ''
  if (shows === 'remotename') return (kind === 'push' ? pushRemoteOf : remoteOf)(branch, repo.config) ?? ''
  if (shows === 'remoteref') {
    return (
      (kind === 'push' ? pushRefOf(branch, repo.config) : repo.config.get(`branch.${branch}.merge`)) ?? ''
    )
  }
  if ('failure' in target) return ''
  if (shows === 'ref') return shortened(target.ref)
  const distance = distanceOf(repo, ref.oid, target.ref)
  if (shows === 'trackshort') return distance ? sign(distance) : ''
  const words = distance ? wordsOf(distance) : 'gone'
  return question.hasBrackets && words !== '' ? `[${words}]` : words
}

interface Distance {
  readonly ahead: number
  readonly behind: number
}

/** How many commits each side has that the other has not; undefined: there is nothing to compare with. */
function distanceOf(repo: Repository, ours: string, theirRef: string): Distance | undefined {
  const { oid } = followRef(repo.refStore, theirRef)
  const [left, right] = [ours, oid].map((tip) => (tip === undefined ? tip : repo.tryPeel(tip, 'commit')))
  if (left === undefined || right === undefined) return undefined
  if (left === right) return { ahead: 0, behind: 0 }
  const tips = repo.parseRange(`${left}...${right}`)
  let [ahead, behind] = [0, 0]
  for (const { isLeft } of repo.walks.ofCommits({}, tips).walk()) {
    if (isLeft) ahead++
    else behind++
  }
  return { ahead, behind }
}

function sign({ ahead, behind }: Distance): string {
  if (ahead === 0) return behind === 0 ? '=' : '<'
  return behind === 0 ? '>' : '<>'
}

function wordsOf({ ahead, behind }: Distance): string {
  const words = []
  if (ahead > 0) words.push(`ahead ${ahead}`)
  if (behind > 0) words.push(`behind ${behind}`)
  return words.join(', ')
}
