/** Sizes for people. */

/** Git's way to write sizes (strbuf.c, `strbuf_humanise`), rounding included. */
export function humanise(bytes: number): string {
  const KIB = 1024
  const MIB = KIB * KIB
  const GIB = MIB * KIB
  if (bytes > GIB) return `${Math.floor(bytes / GIB)}.${hundredths((bytes % GIB) / 10737419)} GiB`
  if (bytes > MIB) {
    const rounded = bytes + 5243
    return `${Math.floor(rounded / MIB)}.${hundredths(((rounded % MIB) * 100) / MIB)} MiB`
  }
  if (bytes > KIB) {
    const rounded = bytes + 5
    return `${Math.floor(rounded / KIB)}.${hundredths(((rounded % KIB) * 100) / KIB)} KiB`
  }
  return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
}

function hundredths(number: number): string {
  return String(Math.floor(number)).padStart(2, '0')
}
