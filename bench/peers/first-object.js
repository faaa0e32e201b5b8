// The library's first read in a fresh process, from the build: `first-object.js CASE GITDIR INPUTS`.
import { performance } from 'node:perf_hooks'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const [, gitDir, inputs] = process.argv.slice(2)
const oid = readFileSync(join(inputs, 'first'), 'utf8').trim()
const { ObjectDatabase } = await import('../../dist/index.mjs')
const begin = performance.now()
const cpuBegin = process.cpuUsage()
ObjectDatabase.open(join(gitDir, 'objects')).read(oid)
const { user, system } = process.cpuUsage(cpuBegin)
const wall = (performance.now() - begin) / 1e3
const anonymous = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
const memory = anonymous === null ? 0 : Number(anonymous[1]) * 1024
console.log(JSON.stringify({ count: 1, digest: 0, wall, cpu: (user + system) / 1e6, memory }))
