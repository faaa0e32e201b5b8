/** Names of variables as they are typed (git-config(1), "Syntax"). */

/**
 * Section and name in lower case, the subsection between them as it is; or in git's words what is wrong.
 *
 * A section has letters, digits and dashes, a name too, and begins with a letter.
 */
export function parseKey(text: string): { readonly name: string } | { readonly fault: string } {
  const last = text.lastIndexOf('.')
  if (last < 1) return { fault: `key does not contain a section: ${text}` }
  if (last === text.length - 1) return { fault: `key does not contain variable name: ${text}` }
  const first = text.indexOf('.')
  const section = text.slice(0, first)
  const name = text.slice(last + 1)
  if (!/^[A-Za-z0-9-]*$/.test(section) || !/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) {
    return { fault: `invalid key: ${text}` }
  }
  if (text.slice(first, last).includes('\n')) return { fault: `invalid key (newline): ${text}` }
  return { name: section.toLowerCase() + text.slice(first, last + 1) + name.toLowerCase() }
}
