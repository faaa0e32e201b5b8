/** Answers with the CRC-32 of what it is started with, so that it has something of the source to import. */
import { parentPort, workerData } from 'node:worker_threads'
import { crc32 } from '../../../src/base/crc32.js'

parentPort!.postMessage(crc32(workerData as Uint8Array))
