/** How a worker thread ends itself, in the runtimes that differ in it. */
import type { MessagePort } from 'node:worker_threads'

/** What a thread is sent to have it end. Not `undefined`: Deno makes `null` of that. */
export const END = null

/** Lets the thread end when it has done what it was doing. */
export function endThread(port: MessagePort): void {
  // Deno's port to the parent has no such method, but the thread itself has.
  const { close } = port as Partial<MessagePort>
  if (close !== undefined) port.close()
  else (globalThis as { close?: () => void }).close?.()
}

/**
 * Whether a descriptor means the same file in all threads of the process, as the system has it. In Deno each thread has numbers
 * of its own.
 */
export const SHARES_DESCRIPTORS = !('Deno' in globalThis)
