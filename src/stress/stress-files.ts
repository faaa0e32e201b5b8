/**
 * The files of a run: generated, changed by faults, and put back as they were.
 *
 * Every version of a file has a time of modification of its own, a second apart, so that a file system that counts
 * time in coarse steps and hands out inode numbers again cannot make two versions look alike.
 */
import {
  closeSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { mixSeeds } from './random.js'
import { ComputedTruth, islandsIn, ReadTruth, SparseTruth, type Truth } from './truth.js'

const PIECE_BYTES = 1024 * 1024
/** Files from this size on are generated with holes. */
const SPARSE_FROM = 1024 * 1024 * 1024
/** Seconds since 1970 of the first versions. */
const FIRST_MTIME = 1_000_000_000

/** What several versions of a file are cut from and grow in; it stays behind when another takes its name. */
interface Inode {
  /** As the system numbers it. */
  readonly number: bigint
  /** Bytes it has now. */
  size: number
}

/** One file as it was at one time. */
export interface FileVersion {
  readonly number: number
  readonly size: number
  readonly truth: Truth
  readonly inode: Readonly<Inode>
}

export class StressFile {
  version: FileVersion
  /** False while its name is taken away. */
  visible = true

  constructor(
    readonly name: string,
    readonly path: string,
    /** As it is put back. */
    readonly first: FileVersion,
  ) {
    this.version = first
  }
}

export class StressFiles implements Disposable {
  private lastVersion = 0
  private readonly descriptors = new Map<FileVersion, number>()

  private constructor(
    readonly files: readonly StressFile[],
    /** False: they are somebody's, and must not be changed. */
    readonly ours: boolean,
  ) {}

  /**
   * Files of generated content, numbered in `folder`, each from the seed that is made of `seed` and its number.
   *
   * @param write False: somebody else has written them.
   */
  static numbered(folder: string, sizes: readonly number[], seed: number, write = true): StressFiles {
    return StressFiles.generated(
      sizes.map((size, index) => {
        const name = `file-${index}`
        return { name, path: join(folder, name), size, seed: mixSeeds(seed, index) }
      }),
      write,
    )
  }

  static generated(
    specs: readonly { name: string; path: string; size: number; seed: number }[],
    write = true,
  ): StressFiles {
    const files = specs.map(({ name, path, size, seed }) => {
      const truth = truthOf(seed, size)
      if (write) writeFile(path, truth, size, 0)
      return new StressFile(name, path, { number: 0, size, truth, inode: inodeAt(path, size) })
    })
    return new StressFiles(files, true)
  }

  /** Files that are there, whatever is in them. */
  static existing(paths: readonly string[]): StressFiles {
    return new StressFiles(
      paths.map((path) => {
        const { size } = statSync(path)
        return new StressFile(path, path, {
          number: 0,
          size,
          truth: new ReadTruth(path),
          inode: inodeAt(path, size),
        })
      }),
      false,
    )
  }

  /** Takes the name away from the file. */
  hide(file: StressFile): void {
    if (!file.visible) return
    renameSync(file.path, `${file.path}.hidden`)
    file.visible = false
  }

  show(file: StressFile): void {
    if (file.visible) return
    renameSync(`${file.path}.hidden`, file.path)
    file.visible = true
  }

  /** Cuts the file at `size`, which must not be above its own. */
  truncate(file: StressFile, size: number): void {
    if (size >= file.version.size) return
    this.show(file)
    truncateSync(file.path, size)
    this.next(file, size)
  }

  /** Appends true bytes up to `size`. */
  grow(file: StressFile, size: number): void {
    const { version } = file
    if (size <= version.size) return
    this.show(file)
    const fd = openSync(file.path, 'r+')
    try {
      writePieces(fd, version.truth, version.size, size)
    } finally {
      closeSync(fd)
    }
    this.next(file, size)
  }

  /** Puts a file of other bytes and the same size in its place, as git does with a pack. */
  replace(file: StressFile): void {
    this.show(file)
    const { size } = file.version
    const truth = truthOf(mixSeeds(this.lastVersion + 1, size), size)
    this.put(file, truth, size)
  }

  /** As {@link StressFiles.replace}, with the time of modification of the file that was there. */
  replaceAlike(file: StressFile): void {
    const { mtime, atime } = statSync(this.shown(file).path)
    this.replace(file)
    utimesSync(file.path, atime, mtime)
  }

  /**
   * A descriptor of the file as it is now, the same for as long as it stays so.
   *
   * @returns Undefined: its name is taken away, and there is none yet.
   */
  descriptor(file: StressFile): number | undefined {
    const there = this.descriptors.get(file.version)
    if (there !== undefined || !file.visible) return there
    const fd = openSync(file.path, 'r')
    this.descriptors.set(file.version, fd)
    return fd
  }

  /** Descriptors that are open here, and not by an engine. */
  get descriptorsOpen(): number {
    return this.descriptors.size
  }

  /** Puts the first version of every file back in its place. */
  restore(): void {
    this.closeDescriptors()
    for (const file of this.files) {
      this.show(file)
      if (file.version === file.first) continue
      writeFile(file.path, file.first.truth, file.first.size, 0)
      file.version = file.first
    }
  }

  [Symbol.dispose](): void {
    this.closeDescriptors()
    for (const { first } of this.files) if (first.truth instanceof ReadTruth) first.truth[Symbol.dispose]()
  }

  private closeDescriptors(): void {
    for (const fd of this.descriptors.values()) closeSync(fd)
    this.descriptors.clear()
  }

  private shown(file: StressFile): StressFile {
    this.show(file)
    return file
  }

  private put(file: StressFile, truth: Truth, size: number): void {
    const number = ++this.lastVersion
    writeFile(file.path, truth, size, number)
    file.version = { number, size, truth, inode: inodeAt(file.path, size) }
  }

  /** The same inode has another size. */
  private next(file: StressFile, size: number): void {
    const number = ++this.lastVersion
    utimesSync(file.path, FIRST_MTIME + number, FIRST_MTIME + number)
    const inode: Inode = file.version.inode
    inode.size = size
    file.version = { number, size, truth: file.version.truth, inode }
  }
}

function inodeAt(path: string, size: number): Inode {
  return { number: statSync(path, { bigint: true }).ino, size }
}

/** Writes beside and renames, so that no reader ever sees half a file. */
function writeFile(path: string, truth: Truth, size: number, version: number): void {
  const temporary = `${path}.new`
  rmSync(temporary, { force: true })
  const fd = openSync(temporary, 'w')
  try {
    ftruncateSync(fd, size)
    const ranges: Iterable<[number, number]> = truth instanceof SparseTruth ? islandsIn(0, size) : [[0, size]]
    for (const [begin, end] of ranges) writePieces(fd, truth, begin, end)
  } finally {
    closeSync(fd)
  }
  utimesSync(temporary, FIRST_MTIME + version, FIRST_MTIME + version)
  renameSync(temporary, path)
}

function writePieces(fd: number, truth: Truth, begin: number, end: number): void {
  const piece = new Uint8Array(Math.min(PIECE_BYTES, end - begin))
  for (let offset = begin; offset < end;) {
    const bytes = piece.subarray(0, Math.min(piece.length, end - offset))
    truth.fill(bytes, offset)
    for (let done = 0; done < bytes.length;)
      done += writeSync(fd, bytes, done, bytes.length - done, offset + done)
    offset += bytes.length
  }
}

function truthOf(seed: number, size: number): Truth {
  return size >= SPARSE_FROM ? new SparseTruth(seed) : new ComputedTruth(seed)
}
