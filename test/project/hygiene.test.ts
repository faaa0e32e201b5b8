/** Nothing of one machine gets into the repository. */
import { describe, expect, it } from 'vitest'
import { readText, trackedFiles } from './files.js'

// Each with a bracket round its last letter, so that this file does not find itself.
const MACHINE_PATH = /(?<=^|[\s'"`(=:])\/(wor[k]|roo[t]|hom[e]\/\w+|User[s]\/\w+)\/|[A-Z]:\\User[s]/m
const REGISTRY_HOST = /\/\/(registr[y]|np[m])\.|_authToke[n]|^registr[y] *=/m
const textFiles = trackedFiles().filter((path) => !path.includes('.git/'))

describe('tracked files', () => {
  it.each(textFiles)('%s names no absolute path of a machine and no registry host', (path) => {
    expect(MACHINE_PATH.exec(readText(path))?.[0]).toBeUndefined()
    expect(REGISTRY_HOST.exec(readText(path))?.[0]).toBeUndefined()
  })

  it('lock every dependency by its digest and not by the host it came from', () => {
    const lock = JSON.parse(readText('package-lock.json')) as {
      packages: Record<string, { integrity?: string; resolved?: string }>
    }
    const packages = Object.entries(lock.packages).filter(([name]) => name !== '')
    expect(packages.filter(([, entry]) => !entry.integrity?.startsWith('sha512-'))).toEqual([])
    expect(packages.filter(([, entry]) => entry.resolved !== undefined)).toEqual([])
  })
})
