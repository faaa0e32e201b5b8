/** The flags that `rev-parse` counts as meant for `rev-list`, and prints or leaves out with the revisions. */

const FLAGS = new Set([
  '--all',
  '--bisect',
  '--dense',
  '--branches',
  '--header',
  '--ignore-missing',
  '--no-merges',
  '--no-min-parents',
  '--no-max-parents',
  '--objects',
  '--objects-edge',
  '--parents',
  '--pretty',
  '--remotes',
  '--sparse',
  '--tags',
  '--topo-order',
  '--date-order',
  '--unpacked',
])
const WITH_VALUE = /^--(?:branches|max-age|max-count|min-age|min-parents|max-parents|remotes|glob|tags)=/

/** Whether git's `rev-parse` takes `flag` for one of `rev-list`'s. */
export function isRevisionFlag(flag: string): boolean {
  return /^-\d/.test(flag) || FLAGS.has(flag) || WITH_VALUE.test(flag)
}
