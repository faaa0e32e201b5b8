/**
 * Development's help against cursors that are dropped without being disposed of: their claims pin regions for ever.
 *
 * Only a report: the collector may run late or never, so nothing is given back here.
 */

/** Lines of a stack before the caller's: the message, this module's, and the method that makes cursors. */
const FRAMES_OF_OURS = 3

const registry = new FinalizationRegistry<{ name: string; place: Error }>(({ name, place }) => {
  process.emitWarning(`A cursor on ${name} was dropped without being disposed of`, {
    type: 'CursorLeakWarning',
    code: 'PACKMAP_CURSOR_LEAK',
    detail: `It was made here:\n${(place.stack ?? '').split('\n').slice(FRAMES_OF_OURS).join('\n')}`,
  })
})

/** Watches `cursor`, remembering who called the method that calls this; that takes some microseconds. */
export function watchCursor(cursor: WeakKey, name: string): void {
  registry.register(cursor, { name, place: new Error('made') }, cursor)
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
