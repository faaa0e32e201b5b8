/**
 * File systems on which a file can vanish under a map: a server, or a program, may take it away at any time, and
 * the next read of the mapped bytes then ends the process (SIGBUS). A read only fails.
 */
import { statfsSync } from 'node:fs'

/** Linux statfs(2), `f_type`. */
const REMOTE = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x65735546, // FUSE: sshfs, virtiofs, rclone …
  0x01021997, // 9P
  0x00c36400, // Ceph
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
  0x5346414f, // AFS
  0x6b414653, // kAFS
  0x73757245, // Coda
  0xbacbacbc, // VMware's shared folders
  0x786f4256, // VirtualBox's shared folders
])

const known = new Map<bigint, boolean>()

/**
 * Whether the file lies on such a file system; asked once per device. Systems other than Linux number theirs
 * differently and are taken as local.
 *
 * @param device The file's device number.
 */
export function isRemote(source: string | Buffer | number, device: bigint): boolean {
  if (process.platform !== 'linux') return false
  let remote = known.get(device)
  if (remote === undefined) known.set(device, (remote = REMOTE.has(typeOf(source))))
  return remote
}

function typeOf(source: string | Buffer | number): number {
  try {
    return statfsSync(typeof source === 'number' ? `/proc/self/fd/${source}` : source).type
  } catch {
    return 0
  }
}
