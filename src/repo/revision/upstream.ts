/** `@{upstream}` and `@{push}`: where a branch is fetched from and pushed to, as remote-tracking refs (git's remote.c). */
import type { Config } from '../config/config.js'
import type { RefStore } from '../refs/ref-store.js'
import { dwimRefs } from './dwim.js'

/** The ref that was found, or why none is, in git's words. */
export type Tracking = { readonly ref: string } | { readonly failure: string }

const HEADS = 'refs/heads/'

/**
 * The upstream of a branch.
 *
 * @param branch Without `refs/heads/`.
 */
export function upstreamOf(branch: string, config: Config, refs: RefStore): Tracking {
  const merge = config.get(`branch.${branch}.merge`)
  const remote = config.get(`branch.${branch}.remote`)
  if (merge === undefined || remote === undefined) {
    const exists = refs.read(HEADS + branch) !== undefined
    return {
      failure: exists ? `no upstream configured for branch '${branch}'` : `no such branch: '${branch}'`,
    }
  }
  if (remote === '.') {
    const [local] = dwimRefs(refs, merge)
    return local ? { ref: local.fullName } : { ref: merge }
  }
  const ref = mapThrough(fetchSpecs(config, remote), merge)
  return ref === undefined
    ? { failure: `upstream branch '${merge}' not stored as a remote-tracking branch` }
    : { ref }
}

/** Where `git push` would push a branch, as far as a remote-tracking ref follows it. */
export function pushTargetOf(branch: string, config: Config, refs: RefStore): Tracking {
  const remote = pushRemoteOf(branch, config) ?? defaultRemote(config)
  const specs = pushSpecs(config, remote)
  if (specs.length > 0) {
    const target = mapThrough(specs, HEADS + branch)
    return target === undefined
      ? { failure: `push refspecs for '${remote}' do not include '${branch}'` }
      : trackingOf(target, remote, config)
  }
  if (config.getBool(`remote.${remote}.mirror`)) return trackingOf(HEADS + branch, remote, config)
  switch (config.get('push.default') ?? 'simple') {
    case 'nothing':
      return { failure: "push has no destination (push.default is 'nothing')" }
    case 'matching':
    case 'current':
      return trackingOf(HEADS + branch, remote, config)
    case 'upstream':
    case 'tracking':
      return upstreamOf(branch, config, refs)
    default: {
      const upstream = upstreamOf(branch, config, refs)
      if ('failure' in upstream) return upstream
      const current = trackingOf(HEADS + branch, remote, config)
      if ('failure' in current || current.ref === upstream.ref) return current
      return { failure: "cannot resolve 'simple' push to a single destination" }
    }
  }
}

/** The remote that a branch is said to be fetched from; undefined: nothing is said. */
export function remoteOf(branch: string, config: Config): string | undefined {
  return config.get(`branch.${branch}.remote`)
}

/** The remote that a branch is said to be pushed to; undefined: nothing is said. */
export function pushRemoteOf(branch: string, config: Config): string | undefined {
  return (
    config.get(`branch.${branch}.pushRemote`) ?? config.get('remote.pushDefault') ?? remoteOf(branch, config)
  )
}

/** The ref there that the remote's configuration has a branch pushed to; undefined: it says nothing of it. */
export function pushRefOf(branch: string, config: Config): string | undefined {
  return mapThrough(pushSpecs(config, pushRemoteOf(branch, config) ?? defaultRemote(config)), HEADS + branch)
}

function defaultRemote(config: Config): string {
  const remotes = config.subsections('remote')
  return remotes.length === 1 ? remotes[0]! : 'origin'
}

function trackingOf(name: string, remote: string, config: Config): Tracking {
  const ref = mapThrough(fetchSpecs(config, remote), name)
  return ref === undefined
    ? { failure: `push destination '${name}' on remote '${remote}' has no local tracking branch` }
    : { ref }
}

/** `source:destination`, in which one `*` on each side stands for the same. */
interface Refspec {
  readonly source: string
  readonly destination: string
}

function pushSpecs(config: Config, remote: string): Refspec[] {
  return config.getAll(`remote.${remote}.push`).flatMap((value) => parseSpec(value))
}

function fetchSpecs(config: Config, remote: string): Refspec[] {
  return config.getAll(`remote.${remote}.fetch`).flatMap((value) => parseSpec(value))
}

function parseSpec(value: string | null): Refspec[] {
  if (value === null || value.startsWith('^')) return []
  const text = value.replace(/^\+/, '')
  const colon = text.indexOf(':')
  const source = colon === -1 ? text : text.slice(0, colon)
  const destination = colon === -1 ? text : text.slice(colon + 1)
  return source === '' || destination === '' ? [] : [{ source, destination }]
}

function mapThrough(specs: readonly Refspec[], name: string): string | undefined {
  for (const { source, destination } of specs) {
    const star = source.indexOf('*')
    if (star === -1) {
      if (source === name || HEADS + source === name) return destination
      continue
    }
    const before = source.slice(0, star)
    const after = source.slice(star + 1)
    if (name.length < source.length - 1 || !name.startsWith(before) || !name.endsWith(after)) continue
    return destination.replace('*', () => name.slice(before.length, name.length - after.length))
  }
  return undefined
}
