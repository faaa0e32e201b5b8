/** What a helper thread does with the work that it is given. */
import type { ExistingObjects } from '../indexing/existing-objects.js'
import { helpResolving } from '../indexing/resolve-units.js'
import { helpScanning } from '../indexing/scan-segment.js'
import { helpWithChecksums } from '../verify/checksum-task.js'
import { helpVerifying } from '../verify/verify-units.js'
import type { HelperWork } from './pack-helpers.js'

/**
 * Does as much of some work as nobody else does. Throws what it finds wrong, when all others have been told.
 *
 * @param existing Objects that are there already and must be the same.
 */
export function performWork(work: HelperWork, existing: ExistingObjects | undefined): void {
  switch (work.kind) {
    case 'scan':
      helpScanning(work.task, existing)
      break
    case 'resolve':
      helpResolving(work.task, existing)
      break
    case 'checksums':
      helpWithChecksums(work.task)
      break
    case 'verify':
      helpVerifying(work.task, existing)
      break
  }
}
