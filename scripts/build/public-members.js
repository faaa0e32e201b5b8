/** A private member in a file of declarations, on one line, with the comment before it. */
const PRIVATE = /(?:^[ \t]+\/\*\*(?:(?!\*\/)[^])*\*\/\n)?^[ \t]+private [^\n]*;\n/gm

/** Leaves private members out of declarations: nobody can use them, and they say how a class works today. */
export function publicMembers() {
  return {
    name: 'public-members',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk') chunk.code = chunk.code.replace(PRIVATE, '')
      }
    },
  }
}
