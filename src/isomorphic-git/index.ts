/**
 * What `import … from 'packmap/isomorphic-git'` gives: the functions of isomorphic-git that read a repository, with its
 * signatures, results and error codes, answered from maps.
 */
import '../odb/join-process-budget.js'

export * from './functions.js'
/** The same in one object, as isomorphic-git's default export has them. */
export * as default from './functions.js'
