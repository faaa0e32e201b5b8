/** How every function of this module is called: with one object of arguments, and with a promise for its answer. */
import type { Repository } from '../repo/repository.js'
import { asDropInError, MissingParameterError } from './errors.js'
import { type Place, repositoryAt } from './open-repository.js'

/**
 * A function of isomorphic-git's shape.
 *
 * @param name Of the function, for the `caller` of its errors.
 * @param needs Arguments that must be there.
 */
export function command<A extends Place, R>(
  name: string,
  needs: readonly string[],
  answer: (args: A, repo: Repository) => R | Promise<R>,
): (args: A) => Promise<R> {
  return (args) =>
    callAs(name, () => {
      for (const parameter of needs) {
        if (args[parameter as keyof A] === undefined) throw new MissingParameterError(parameter)
      }
      return answer(args, repositoryAt(args))
    })
}

/** Runs `work`, and lets its errors be those of isomorphic-git, with the function that they come from. */
export async function callAs<R>(name: string, work: () => R | Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (thrown) {
    const error = asDropInError(thrown)
    if (error instanceof Error) Object.assign(error, { caller: `git.${name}` })
    throw error
  }
}
