/**
 * Development's help against cursors that are dropped without being disposed of: their claims pin regions for ever.
 *
 * Only a report: the collector may run late or never, so nothing is given back here.
 */

/** Lines of a stack before the caller's: the message, this module's, and the method that makes cursors. */
const FRAMES_OF_OURS = 3

/** Shared by a manager's cursors: when the manager is disposed of, nothing of them is left to leak. */
export interface ManagerLife {
  over: boolean
}

interface Watch {
  readonly name: string
  readonly life: ManagerLife
  /** Its stack tells where the cursor was made. */
  readonly place: Error
}

const registry = new FinalizationRegistry<Watch>(({ name, life, place }) => {
  if (life.over) return
  process.emitWarning(`A cursor on ${name} was dropped without being disposed of`, {
    type: 'CursorLeakWarning',
    code: 'PACKMAP_CURSOR_LEAK',
    detail: `It was made here:\n${(place.stack ?? '').split('\n').slice(FRAMES_OF_OURS).join('\n')}`,
  })
})

/** Watches `cursor`, remembering who called the method that calls this; that takes some microseconds. */
export function watchCursor(cursor: WeakKey, name: string, life: ManagerLife): void {
  registry.register(cursor, { name, life, place: new Error('made') }, cursor)
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
