/** The hash functions that name objects (git: hash-function-transition). */
export interface HashAlgorithm {
  /** The name in `extensions.objectFormat`, which is also Node's name of it. */
  readonly name: 'sha1' | 'sha256'
  /** Bytes of a raw oid. */
  readonly size: 20 | 32
  /** Digits of a hex oid. */
  readonly hexSize: 40 | 64
  /** `off`: objects made for attacks on SHA-1 are hashed like any other. Default: they are refused. */
  readonly collisions?: 'off'
}

/** `detect`: what is hashed is looked at for the known attacks on SHA-1; `off`: nobody looks. */
export type CollisionCheck = 'detect' | 'off'

/** `algorithm`, looking for collision attacks or not. */
export function withCollisionCheck(
  algorithm: HashAlgorithm,
  check: CollisionCheck = 'detect',
): HashAlgorithm {
  return check === 'off' ? { ...algorithm, collisions: 'off' } : algorithm
}

export const SHA1: HashAlgorithm = { name: 'sha1', size: 20, hexSize: 40 }
export const SHA256: HashAlgorithm = { name: 'sha256', size: 32, hexSize: 64 }

export function algorithmNamed(name: HashAlgorithm['name']): HashAlgorithm {
  return name === 'sha1' ? SHA1 : SHA256
}
