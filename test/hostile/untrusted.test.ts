/** `trust: 'none'`: what a stranger's repository tries, and that it gets nothing that lies elsewhere. */
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  cpSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { Repository } from '../../src/repo/repository.js'
import { chainOfCopies, madeUpOid } from '../support/delta-packs.js'
import { git, gitText, initRepository, scratchFolder, temporaryFolder } from '../support/git.js'
import { blobEntry, entryHeader, packedTightly, writePack } from '../support/pack-builder.js'

const MIB = 1024 ** 2
const scratch = scratchFolder()
const original = join(scratch, 'original')
const elsewhere = join(scratch, 'elsewhere')
let secretOid: string

beforeAll(() => {
  initRepository(elsewhere)
  secretOid = gitText(elsewhere, ['hash-object', '-w', '--stdin'], 'secret')
  initRepository(original)
  writeFileSync(join(original, 'file'), 'content')
  git(original, ['add', '.'])
  git(original, ['commit', '-q', '-m', 'one'])
  git(original, ['repack', '-adq'])
  git(original, ['pack-refs', '--all'])
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** A copy of the original with something done to it. */
function upload(attack: (folder: string, gitDir: string) => void): string {
  const folder = join(temporaryFolder(), 'upload')
  cpSync(original, folder, { recursive: true })
  attack(folder, join(folder, '.git'))
  return folder
}

function codeOf(use: () => unknown): unknown {
  try {
    use()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return undefined
}

function openCode(folder: string): unknown {
  return codeOf(() => {
    Repository.open(folder, { trust: 'none' }).close()
  })
}

describe('Repository.open() with trust: none', () => {
  it('reads an honest repository as it is, bare too', () => {
    for (const folder of [
      upload(() => undefined),
      join(
        upload(() => undefined),
        '.git',
      ),
    ]) {
      using repo = Repository.open(folder, { trust: 'none' })
      expect(Buffer.from(repo.readBlob('HEAD:file')).toString()).toBe('content')
      expect(Array.from(repo.refs(), ({ name }) => name)).toEqual(['refs/heads/main'])
      expect(Array.from(repo.log()).length).toBe(1)
    }
  })

  it('does not search upwards, nor heed the environment of the process', () => {
    const folder = upload((path) => {
      mkdirSync(join(path, 'sub'))
    })
    expect(openCode(join(folder, 'sub'))).toBe('NOT_A_REPOSITORY')
    expect(openCode(join(folder, 'nothing'))).toBe('NOT_A_REPOSITORY')
    process.env['GIT_ALTERNATE_OBJECT_DIRECTORIES'] = join(elsewhere, '.git/objects')
    try {
      using repo = Repository.open(folder, { trust: 'none' })
      expect(repo.odb.has(secretOid)).toBe(false)
    } finally {
      delete process.env['GIT_ALTERNATE_OBJECT_DIRECTORIES']
    }
  })

  const alternates = (gitDir: string, path: string): void => {
    mkdirSync(join(gitDir, 'objects/info'), { recursive: true })
    writeFileSync(join(gitDir, 'objects/info/alternates'), `${path}\n`)
  }

  it('borrows from no alternate elsewhere, which full trust follows', () => {
    const folder = upload((_, gitDir) => {
      alternates(gitDir, join(elsewhere, '.git/objects'))
    })
    const warnings: string[] = []
    using trusting = Repository.open(folder, { env: {} })
    using repo = Repository.open(folder, { trust: 'none', onWarning: (text) => warnings.push(text) })
    expect([trusting.odb.has(secretOid), repo.odb.has(secretOid)]).toEqual([true, false])
    expect(warnings).toEqual([expect.stringContaining('not to be followed')])
  })

  it('borrows from an alternate inside of the folder, if that is harmless', () => {
    const withBorrowed = (attack: (objects: string) => void): string =>
      upload((folder, gitDir) => {
        const borrowed = join(folder, 'borrowed')
        cpSync(join(elsewhere, '.git/objects'), borrowed, { recursive: true })
        attack(borrowed)
        alternates(gitDir, borrowed)
      })
    using repo = Repository.open(
      withBorrowed(() => undefined),
      { trust: 'none' },
    )
    expect(repo.odb.has(secretOid)).toBe(true)
    const linked = withBorrowed((objects) => {
      symlinkSync('/etc', join(objects, 'pack/etc'))
    })
    using other = Repository.open(linked, { trust: 'none' })
    expect(other.odb.has(secretOid)).toBe(false)
  })

  const packOf = (gitDir: string): string =>
    join(
      gitDir,
      'objects/pack',
      readdirSync(join(gitDir, 'objects/pack')).find((name) => name.endsWith('.pack'))!,
    )

  it.each<[string, (folder: string, gitDir: string) => void]>([
    [
      'a link in the place of a loose object',
      (_, gitDir) => {
        mkdirSync(join(gitDir, 'objects', secretOid.slice(0, 2)))
        const path = join('objects', secretOid.slice(0, 2), secretOid.slice(2))
        symlinkSync(join(elsewhere, '.git', path), join(gitDir, path))
      },
    ],
    [
      'a link in the place of a folder of loose objects',
      (_, gitDir) => {
        const path = join('objects', secretOid.slice(0, 2))
        symlinkSync(join(elsewhere, '.git', path), join(gitDir, path))
      },
    ],
    [
      'a link in the place of the objects',
      (_, gitDir) => {
        rmSync(join(gitDir, 'objects'), { recursive: true })
        symlinkSync(join(elsewhere, '.git/objects'), join(gitDir, 'objects'))
      },
    ],
    [
      'a link in the place of a pack',
      (folder, gitDir) => {
        const outside = join(folder, '../outside.pack')
        renameSync(packOf(gitDir), outside)
        symlinkSync(outside, join(gitDir, 'objects/pack/pack-linked.pack'))
      },
    ],
    [
      'a link in the place of the git folder',
      (folder, gitDir) => {
        rmSync(gitDir, { recursive: true })
        symlinkSync(join(elsewhere, '.git'), join(folder, '.git'))
      },
    ],
    [
      'a file in the place of the git folder',
      (folder, gitDir) => {
        rmSync(gitDir, { recursive: true })
        writeFileSync(join(folder, '.git'), `gitdir: ${join(elsewhere, '.git')}\n`)
      },
    ],
    [
      'a link in the place of a ref',
      (_, gitDir) => {
        symlinkSync(join(elsewhere, '.git/HEAD'), join(gitDir, 'refs/heads/linked'))
      },
    ],
    [
      'a link that leads nowhere, and outside',
      (_, gitDir) => {
        symlinkSync('../../../../not/there', join(gitDir, 'refs/heads/linked'))
      },
    ],
    [
      'a link in the place of the configuration',
      (_, gitDir) => {
        rmSync(join(gitDir, 'config'))
        symlinkSync(join(elsewhere, '.git/config'), join(gitDir, 'config'))
      },
    ],
    [
      'a commondir',
      (_, gitDir) => {
        writeFileSync(join(gitDir, 'commondir'), join(elsewhere, '.git'))
      },
    ],
    [
      'a work tree elsewhere',
      (_, gitDir) => {
        git(join(gitDir, '..'), ['config', 'core.worktree', elsewhere])
      },
    ],
    [
      'a FIFO in the place of packed-refs',
      (_, gitDir) => {
        rmSync(join(gitDir, 'packed-refs'))
        execFileSync('mkfifo', [join(gitDir, 'packed-refs')])
      },
    ],
    [
      'a FIFO in the place of a pack',
      (_, gitDir) => {
        execFileSync('mkfifo', [join(gitDir, 'objects/pack/pack-fifo.pack')])
      },
    ],
    [
      'folders in folders in folders',
      (_, gitDir) => {
        mkdirSync(join(gitDir, 'refs/heads', 'd/'.repeat(300)), { recursive: true })
      },
    ],
    [
      'a sparse file of refs, larger than memory',
      (_, gitDir) => {
        const fd = openSync(join(gitDir, 'packed-refs'), 'r+')
        ftruncateSync(fd, 2 ** 40)
        closeSync(fd)
      },
    ],
    [
      'a sparse index of a pack, larger than memory',
      (_, gitDir) => {
        const fd = openSync(join(gitDir, 'objects/pack/pack-sparse.idx'), 'w')
        ftruncateSync(fd, 2 ** 37)
        closeSync(fd)
      },
    ],
  ])('refuses %s', (_name, attack) => {
    expect(openCode(upload(attack))).toBe('UNTRUSTED_PATH')
  })

  it('follows links and includes that stay inside, and no include that leads out', () => {
    const outside = join(scratch, 'outside.config')
    writeFileSync(outside, '[stolen]\n\tvalue = secret\n')
    const folder = upload((_, gitDir) => {
      symlinkSync('main', join(gitDir, 'refs/heads/linked'))
      writeFileSync(join(gitDir, 'more.config'), '[more]\n\tvalue = here\n')
      git(join(gitDir, '..'), ['config', 'include.path', 'more.config'])
      git(join(gitDir, '..'), ['config', '--add', 'include.path', outside])
      git(join(gitDir, '..'), ['config', '--add', 'include.path', '../../outside.config'])
    })
    using trusting = Repository.open(folder, { env: {} })
    expect(trusting.config.get('stolen.value')).toBe('secret')
    using repo = Repository.open(folder, { trust: 'none' })
    expect([repo.config.get('stolen.value'), repo.config.get('more.value')]).toEqual([undefined, 'here'])
  })

  it('looks for messages in time that no expression and no message blows up', () => {
    const folder = upload((_, gitDir) => {
      const work = join(gitDir, '..')
      git(work, ['commit', '-q', '--allow-empty', '-F', '-'], `${'a'.repeat(200_000)}!`)
    })
    using trusted = Repository.open(folder)
    using untrusted = Repository.open(folder, { trust: 'none' })
    for (const repo of [trusted, untrusted]) {
      expect(codeOf(() => repo.resolve(':/^(a+)+$'))).toBe('UNKNOWN_REVISION')
      expect(codeOf(() => repo.resolve('HEAD^{/^(a|aa)*x}'))).toBe('UNKNOWN_REVISION')
      expect(repo.resolve(':/^(a|aa)*!')).toBe(gitText(folder, ['rev-parse', 'HEAD']))
    }
    expect(trusted.resolve(':/(o)(n)\\1?e')).toBe(gitText(folder, ['rev-parse', 'HEAD^']))
    expect(codeOf(() => untrusted.resolve(':/(a*)*\\1x'))).toBe('SEARCH_TOO_COSTLY')
  })

  it('reads with pread, hashes every object, and takes no limits from the repository', () => {
    const folder = upload((_, gitDir) => {
      git(join(gitDir, '..'), ['config', 'core.packedGitLimit', '100g'])
      rmSync(join(gitDir, 'objects/pack'), { recursive: true })
      mkdirSync(join(gitDir, 'objects/pack'))
      const [a, b] = [blobEntry(12, 'aaaa'), blobEntry(100, 'bbbb')]
      const swapped = packedTightly([
        { ...a, bytes: b.bytes },
        { ...b, bytes: a.bytes },
      ])
      writePack(join(gitDir, 'objects/pack/pack-swapped'), swapped)
    })
    using repo = Repository.open(folder, { trust: 'none' })
    const { oid } = blobEntry(12, 'aaaa')
    expect(codeOf(() => repo.read(oid))).toBe('CORRUPT_OBJECT')
    using trusting = Repository.open(folder, { env: {} })
    expect(Buffer.from(trusting.read(oid).data).toString()).toBe('bbbb')
  })
})

describe('ObjectDatabase.open() with trust: none', () => {
  const packed = (entries: Parameters<typeof writePack>[1]): string => {
    const objects = temporaryFolder()
    mkdirSync(join(objects, 'pack'))
    writePack(join(objects, 'pack/pack-built'), packedTightly(entries))
    return objects
  }

  it('refuses large objects, deep chains and costly ones, and takes the caller’s limits', () => {
    const zeros = Buffer.concat([entryHeader(3, 65 * MIB), deflateSync(Buffer.alloc(65 * MIB))])
    const large = packed([{ offset: 12, oid: madeUpOid(1), bytes: zeros }])
    const deep = packed(chainOfCopies({ depth: 5000, size: 4 }))
    const costly = packed(chainOfCopies({ depth: 1000, size: 8 * MIB }))
    const outcome = (objects: string, oid: string): unknown => {
      using db = ObjectDatabase.open(objects, { trust: 'none' })
      return codeOf(() => db.read(oid))
    }
    expect(outcome(large, madeUpOid(1))).toBe('OBJECT_TOO_LARGE')
    expect(outcome(deep, madeUpOid(5000))).toBe('DELTA_LIMIT')
    expect(outcome(costly, madeUpOid(1000))).toBe('DELTA_LIMIT')
    using db = ObjectDatabase.open(large, { trust: 'none', maxObjectSize: 66 * MIB, verify: 'none' })
    expect(db.read(madeUpOid(1)).size).toBe(65 * MIB)
  })

  it('keeps to a budget of objects, bytes and time', () => {
    const objects = packed(Array.from({ length: 100 }, (_, i) => blobEntry(12 + i * 50, `content ${i}`)))
    const readAll = (budget: { objects?: number; bytes?: number; milliseconds?: number }): unknown => {
      using db = ObjectDatabase.open(objects, { trust: 'none', budget })
      return codeOf(() => Array.from(db.objects()).length)
    }
    expect(readAll({ objects: 100, bytes: 2000, milliseconds: 60_000 })).toBeUndefined()
    expect(readAll({ objects: 99 })).toBe('BUDGET_EXCEEDED')
    expect(readAll({ bytes: 500 })).toBe('BUDGET_EXCEEDED')
    expect(readAll({ milliseconds: 0 })).toBe('BUDGET_EXCEEDED')
  })

  it('hands out the ten billion paths that a dozen trees make one by one', () => {
    const path = initRepository(join(temporaryFolder(), 'bomb'))
    let oid = gitText(path, ['hash-object', '-w', '--stdin'], 'one file')
    for (let level = 0; level < 10; level++) {
      const mode = level === 0 ? '100644 blob' : '040000 tree'
      const entries = Array.from({ length: 10 }, (_, i) => `${mode} ${oid}\td${i}\n`)
      oid = gitText(path, ['mktree'], entries.join(''))
    }
    using repo = Repository.open(path, { trust: 'none', budget: { objects: 100 } })
    let taken = 0
    for (const change of repo.diff(undefined, oid)) {
      expect(change.pathText).toMatch(/^(d\d\/){9}d\d$/)
      if (++taken === 1000) break
    }
    expect(taken).toBe(1000)
  })

  it('knows no other word than full and none', () => {
    const objects = packed([])
    expect(() => ObjectDatabase.open(objects, { trust: 'some' as 'none' })).toThrow(TypeError)
  })
})
