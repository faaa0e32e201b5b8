/**
 * Development's help against cursors that are dropped without being disposed of: their claims pin regions for ever.
 *
 * Only a report: the collector may run late or never, so nothing is given back here.
 */

/** Shared by a manager's cursors: when the manager is disposed of, nothing of them is left to leak. */
export interface ManagerLife {
  over: boolean
}

interface Watch {
  readonly name: string
  readonly life: ManagerLife
  /** Where the cursor was made: lines of a stack. */
  readonly place: string
}

const registry = new FinalizationRegistry<Watch>(({ name, life, place }) => {
  if (life.over) return
  process.emitWarning(`A cursor on ${name} was dropped without being disposed of`, {
    type: 'CursorLeakWarning',
    code: 'PACKMAP_CURSOR_LEAK',
    detail: `It was made here:\n${place}`,
  })
})

/**
 * Watches `cursor`, remembering who made it; that takes some ten microseconds.
 *
 * @param inner Callers of this function that are the engine's own: the stack is told from the next on.
 */
export function watchCursor(cursor: WeakKey, name: string, life: ManagerLife, inner: number): void {
  const made: { stack?: string } = {}
  Error.captureStackTrace(made, watchCursor)
  // As text at once: until then the stack holds on to every object that a method in it belongs to, cursors included.
  const place = (made.stack ?? '')
    .split('\n')
    .slice(1 + inner)
    .join('\n')
  registry.register(cursor, { name, life, place }, cursor)
}

/** The cursor was disposed of. */
export function unwatchCursor(cursor: WeakKey): void {
  registry.unregister(cursor)
}

/** Whether this process asks for reports: `NODE_ENV` is `development` or `test`. */
export function leaksAreReported(): boolean {
  const mode = process.env['NODE_ENV']
  return mode === 'development' || mode === 'test'
}
