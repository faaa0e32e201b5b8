/** Paths in values of variables that begin with `~` or `~user` (git-config(1), "pathname"). */
import { readSmallFile } from '../read-small-file.js'

/** @returns Undefined: whose home it is nobody knows. */
export function expandHome(path: string, home: string | undefined): string | undefined {
  if (!path.startsWith('~')) return path
  const slash = path.indexOf('/')
  const end = slash < 0 ? path.length : slash
  const user = path.slice(1, end)
  const folder = user === '' ? home : homeOfUser(user)
  return folder === undefined ? undefined : folder + path.slice(end)
}

/** By the list of users that every Unix has as a file, `name:password:uid:gid:comment:home:shell`. */
function homeOfUser(user: string): string | undefined {
  const users = readSmallFile('/etc/passwd')?.toString().split('\n') ?? []
  const line = users.find((each) => each.startsWith(`${user}:`))
  return line?.split(':')[5]
}
