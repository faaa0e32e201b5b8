/** The line of code that does what was advised. */
export function managerText(windowBytes: number, memoryBytes: number): string {
  return windowBytes === 0
    ? `new StaticWindowMapManager({ maxMemorySize: ${memoryBytes} })`
    : `new SlidingWindowMapManager({ windowSize: ${windowBytes}, maxMemorySize: ${memoryBytes} })`
}
