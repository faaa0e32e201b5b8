import { PackmapError } from '../../base/errors.js'

/** A configuration file breaks its syntax, or a value is not of the kind that its variable needs. */
export class ConfigError extends PackmapError {
  override readonly name = 'ConfigError'
  readonly code = 'BAD_CONFIG'

  /**
   * @param path The file; for a value, where it was set.
   * @param reason What is wrong with the value, where `detail` says which one it is.
   */
  constructor(
    readonly path: string,
    detail: string,
    readonly reason?: string,
  ) {
    super(`${detail} in ${path}`)
  }
}
