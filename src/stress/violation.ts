/** Thrown at the first thing that was promised and does not hold. */
import type { ViolationKind } from './report.js'

export class ViolationError extends Error {
  override readonly name = 'ViolationError'

  constructor(
    readonly kind: ViolationKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }

  /** `error` itself, or what it means that anything else was thrown. */
  static from(error: unknown): ViolationError {
    if (error instanceof ViolationError) return error
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return new ViolationError('unexpected-error', what, { cause: error })
  }
}
