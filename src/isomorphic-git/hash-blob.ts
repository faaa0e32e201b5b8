/** Names of contents. */
import { createHash } from 'node:crypto'
import { callAs } from './command.js'
import { MissingParameterError } from './errors.js'

export interface HashBlobResult {
  oid: string
  type: 'blob'
  /** The content behind the header that is hashed with it. */
  object: Uint8Array
  format: 'wrapped'
}

/** The oid that a content has as a blob, in repositories of SHA-1; nothing is written. */
export function hashBlob({ object }: { readonly object: Uint8Array | string }): Promise<HashBlobResult> {
  return callAs('hashBlob', () => {
    if ((object as unknown) === undefined) throw new MissingParameterError('object')
    const content = Buffer.from(object as Uint8Array)
    const wrapped = Buffer.concat([Buffer.from(`blob ${content.length}\0`), content])
    return {
      oid: createHash('sha1').update(wrapped).digest('hex'),
      type: 'blob',
      object: new Uint8Array(wrapped),
      format: 'wrapped',
    }
  })
}
