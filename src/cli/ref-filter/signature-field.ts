/**
 * `%(signature:…)`: what is known of the signature of a commit without running the program that would check it, which
 * is that there is none.
 */
import { FatalError } from '../failure.js'
import type { ObjectValue } from './field.js'
import { badOption } from './field-syntax.js'

/** By option, what is said of a commit that is not signed. */
const UNSIGNED: Readonly<Record<string, string>> = {
  signer: '',
  grade: 'N',
  key: '',
  fingerprint: '',
  primarykeyfingerprint: '',
  trustlevel: 'undefined',
}
const SIGNED = /^gpgsig(?:-sha256)? /m

/** @throws {FatalError} The option is unknown. */
export function signatureField(option: string | undefined): ObjectValue {
  const unsigned = option === undefined ? '' : Object.hasOwn(UNSIGNED, option) ? UNSIGNED[option] : undefined
  if (unsigned === undefined) throw badOption('signature', option!)
  return ({ commit, text, oid }) => {
    if (!commit) return ''
    if (SIGNED.test(text.split('\n\n', 1)[0]!)) {
      throw new FatalError(
        `commit ${oid} is signed, and packmap runs no program to check that; use 'git for-each-ref'`,
      )
    }
    return unsigned
  }
}
