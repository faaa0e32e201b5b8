/**
 * A history of forks and merges, as an input of git fast-import: dates that are often equal and sometimes run backward,
 * merges that change nothing, take one side, or change something of their own, and files that come and go.
 */

/** Numbers that look random and are the same on every run. */
export function seededNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48271) % 2147483647
    return state % below
  }
}

const FILES = ['a', 'b.txt', 'dir/b', 'dir/c.txt', 'dir/sub/c', 'dir/sub/D.TXT', 'e/a', 'dir.x']

/** Commit `i` is tagged `ti`; the branches `main`, `left` and `right` are the last three. */
export function tangledHistory(commits: number, seed: number): string {
  const next = seededNumbers(seed)
  const lines: string[] = []
  for (let i = 1; i <= commits; i++) {
    const parents = new Set<number>()
    const count = i === 1 || i % 61 === 0 ? 0 : 1 + (next(3) === 0 ? 1 : 0) + (next(12) === 0 ? 1 : 0)
    for (let n = 0; n < count; n++) parents.add(Math.max(1, i - 1 - next(n === 0 ? 3 : 12)))
    parents.delete(i)
    const date = 1112911993 + i * 50 + (next(8) === 0 ? -2000 : 0) - (next(3) === 0 ? 50 : 0)
    const author = 1112911993 + next(10_000)
    lines.push(`commit refs/tags/t${i}`, `mark :${i}`)
    lines.push(`author A <a@b> ${author} +0000`, `committer C <c@d> ${date} +0000`, `data 2`, `m`)
    for (const [n, parent] of [...parents].entries()) lines.push(`${n === 0 ? 'from' : 'merge'} :${parent}`)
    const changes = parents.size > 1 ? next(2) : next(6) > 0 ? 1 + next(2) : 0
    for (let n = 0; n < changes; n++) {
      const file = FILES[next(FILES.length)]!
      if (next(9) === 0) lines.push(`D ${file}`)
      else lines.push(`M 100644 inline ${file}`, `data <<END`, `${next(4)}`, `END`)
    }
    lines.push('')
  }
  for (const [n, name] of ['main', 'left', 'right'].entries()) {
    lines.push(`reset refs/heads/${name}`, `from :${commits - n}`, '')
  }
  return lines.join('\n')
}
