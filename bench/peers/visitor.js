// What sees the objects of one thread in a scan over several: sums as `Digest.content` (harness/digest.ts) makes them.
const MODULUS = 2 ** 52

export default function visitor() {
  let count = 0
  let sum = 0
  return {
    visit({ data }) {
      const size = data.length
      sum += size
      if (size > 0) sum += data[0] * 7 + data[Math.floor(size / 2)] * 31 + data[size - 1] * 101
      sum %= MODULUS
      count++
    },
    result: () => ({ count, sum }),
  }
}
