/** `%(ahead-behind:<commit>)` and `%(is-base:<commit>)`: what one walk through history says of all refs at once. */
import { PackmapError } from '../../base/errors.js'
import { parseTag } from '../../object/tag.js'
import { aheadBehind } from '../../repo/history/ahead-behind.js'
import { branchBase } from '../../repo/history/branch-base.js'
import type { Repository } from '../../repo/repository.js'
import { FatalError } from '../failure.js'
import { tryResolve } from '../resolve.js'
import { textToRaw } from '../../object/raw-text.js'
import type { Field, FieldContext } from './field.js'
import type { RefView } from './ref-view.js'

/**
 * @returns Undefined: it is another field.
 * @throws {FatalError} There is no commit of that name.
 */
export function historyField(
  name: string,
  option: string | undefined,
  context: FieldContext,
): Pick<Field, 'value' | 'prepare'> | undefined {
  if (name !== 'ahead-behind' && name !== 'is-base') return undefined
  if (option === undefined) throw new FatalError(`expected format: %(${name}:<committish>)`)
  const commit = commitNamed(option, context)
  if (name === 'is-base' && context.leavesBaseEmpty) return { value: () => '' }
  return name === 'ahead-behind' ? distanceField(commit, context) : baseField(option, commit, context)
}

function commitNamed(name: string, { repo, complain }: FieldContext): string {
  const oid = tryResolve(repo, name, { want: 'committish' })
  const commit = oid === undefined ? undefined : peelToCommit(oid, repo, complain)
  if (commit === undefined) throw new FatalError(`failed to find '${name}'`)
  return commit
}

function distanceField(base: string, context: FieldContext): Pick<Field, 'value' | 'prepare'> {
  const { repo } = context
  const texts = new Map<RefView, string>()
  return {
    prepare: (refs) => {
      const history = repo.history()
      const views = commitsOf(refs, repo, (line) => {
        complainOnce(line, context)
      })
      const tips = views.map(({ commit }) => history.numberOf(commit))
      const distances = aheadBehind(history, history.numberOf(base), tips)
      for (const [at, { view }] of views.entries()) {
        texts.set(view, `${distances[at]!.ahead} ${distances[at]!.behind}`)
      }
    },
    value: (view) => texts.get(view) ?? '',
  }
}

function baseField(
  name: string,
  tip: string,
  { repo, complain }: FieldContext,
): Pick<Field, 'value' | 'prepare'> {
  let found: RefView | undefined
  return {
    prepare: (refs) => {
      const history = repo.history()
      const views = commitsOf(refs, repo, (line) => {
        // Of what is no commit nothing is said here, only of tags that are not what they say.
        if (!line.endsWith(', not a commit')) complain(line)
      })
      const bases = views.map(({ commit }) => history.numberOf(commit))
      found = views[branchBase(history, history.numberOf(tip), bases)]?.view
    },
    value: (view) => (view === found ? `(${textToRaw(name)})` : ''),
  }
}

/** What has been complained of: the refs are the same for all fields of a format. */
const complaints = new WeakMap<FieldContext, Set<string>>()

function complainOnce(line: string, context: FieldContext): void {
  const told = complaints.get(context) ?? new Set()
  complaints.set(context, told)
  if (!told.has(line)) context.complain(line)
  told.add(line)
}

function commitsOf(
  refs: readonly RefView[],
  repo: Repository,
  complain: (line: string) => void,
): { readonly view: RefView; readonly commit: string }[] {
  return refs.flatMap((view) => {
    const commit = peelToCommit(view.ref.oid, repo, complain)
    return commit === undefined ? [] : [{ view, commit }]
  })
}

/** The commit that an object is or comes to. Why there is none is complained of. */
function peelToCommit(oid: string, repo: Repository, complain: (line: string) => void): string | undefined {
  let header = repo.tryReadHeader(oid)
  while (header?.type === 'tag') {
    const tag = tryTag(oid, repo)
    if (!tag) return undefined
    const next = repo.tryReadHeader(tag.object)
    if (next && next.type !== tag.type) {
      complain(`error: object ${tag.object} is a ${next.type}, not a ${tag.type}`)
      complain(`error: bad tag pointer to ${tag.object} in ${oid}`)
      return undefined
    }
    ;[oid, header] = [tag.object, next]
  }
  if (header?.type === 'commit') return oid
  if (header) complain(`error: object ${oid} is a ${header.type}, not a commit`)
  return undefined
}

function tryTag(oid: string, repo: Repository): ReturnType<typeof parseTag> | undefined {
  try {
    return parseTag(oid, repo.read(oid).data, repo.algorithm)
  } catch (error) {
    if (error instanceof PackmapError) return undefined
    throw error
  }
}
