/** Abbreviations of oids. */
import { command } from './command.js'
import { NotFoundError } from './errors.js'
import { ObjectNotFoundError } from '../odb/errors.js'
import { InvalidOidError } from '../object/errors.js'
import type { Place } from './open-repository.js'

/** The oid that begins with `oid`, at least four digits of it. */
export const expandOid = command(
  'expandOid',
  ['oid'],
  ({ oid }: Place & { readonly oid: string }, repo): string => {
    try {
      return repo.odb.expand(oid)
    } catch (error) {
      const isMissing = error instanceof ObjectNotFoundError || error instanceof InvalidOidError
      throw isMissing ? new NotFoundError(`object that begins with "${oid}"`, { cause: error }) : error
    }
  },
)
