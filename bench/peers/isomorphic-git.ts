/** isomorphic-git, with its cache kept from one read to the next. */
/* eslint @typescript-eslint/no-deprecated: "off" -- readObject is deprecated for being general, which is what is wanted */
import fs from 'node:fs'
import git from 'isomorphic-git'
import { Digest } from '../harness/digest.js'
import { inputLines } from '../harness/inputs.js'
import { measure, taskFromArguments } from './report.js'

const { id, gitDir, inputs, count } = taskFromArguments()
const digest = new Digest()
const common = { fs, dir: gitDir, gitdir: gitDir, cache: {} }

const inputOf: Record<string, string> = { W1: 'oids', W5b: 'abbreviations', W6: 'paths', W8: 'first' }

async function one(line: string): Promise<void> {
  if (id === 'W5b') {
    digest.oid(await git.expandOid({ ...common, oid: line }))
  } else if (id === 'W6') {
    const [commit, filepath] = splitAtColon(line)
    digest.oid((await git.readObject({ ...common, oid: commit, filepath, format: 'deflated' })).oid)
  } else {
    const { object } = await git.readObject({ ...common, oid: line, format: 'content' })
    digest.content(object as Uint8Array)
  }
}

function splitAtColon(line: string): [string, string] {
  const at = line.indexOf(':')
  return [line.slice(0, at), line.slice(at + 1)]
}

// Its first read loads the index of the pack, in seconds; that must not be scaled with the rest.
await git.readObject({ ...common, oid: inputLines(inputs, 'first')[0]! })
await measure(digest, async () => {
  const lines = inputLines(inputs, inputOf[id]!, count)
  for (const line of lines) await one(line)
  return lines.length
})
