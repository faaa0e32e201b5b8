/** The hash functions that name objects (git: hash-function-transition). */
export interface HashAlgorithm {
  /** The name in `extensions.objectFormat`, which is also Node's name of it. */
  readonly name: 'sha1' | 'sha256'
  /** Bytes of a raw oid. */
  readonly size: 20 | 32
  /** Digits of a hex oid. */
  readonly hexSize: 40 | 64
}

export const SHA1: HashAlgorithm = { name: 'sha1', size: 20, hexSize: 40 }
export const SHA256: HashAlgorithm = { name: 'sha256', size: 32, hexSize: 64 }

export function algorithmNamed(name: HashAlgorithm['name']): HashAlgorithm {
  return name === 'sha1' ? SHA1 : SHA256
}
