/** A stack of reftables: the files that `tables.list` names, oldest first. What a newer one says holds. */
import { join } from 'node:path'
import { fileVersion } from '../../file-version.js'
import { readSmallFile } from '../../read-small-file.js'
import { CorruptRefError } from '../errors.js'
import { TableFile } from './table-file.js'

const FILE_SIZE_MAX = 2 ** 31 - 1

/** Tables in a stack: git compacts them so that each is twice as large as all newer ones, which makes some dozens. */
const TABLES_MAX = 4096

/** How often the list is read again when a file that it named is gone: another process is compacting. */
const RELOADS_MAX = 5

/** A table's name, and nothing that could lead out of the folder. */
const TABLE_NAME = /^[^/\\\0]+\.ref$/

export class TableStack {
  #version = ''
  #tables: readonly TableFile[] = []

  /** @param directory The folder `reftable` of a git folder. */
  constructor(private readonly directory: string) {}

  /**
   * The tables, newest first, read again when the list has changed.
   *
   * @throws {CorruptRefError} A table is malformed, or one that is listed does not exist.
   */
  tables(): readonly TableFile[] {
    const listPath = join(this.directory, 'tables.list')
    for (let reloads = 0; ; reloads++) {
      const version = fileVersion(listPath) ?? 'absent'
      if (version === this.#version) return this.#tables
      const names = (readSmallFile(listPath)?.toString() ?? '').split('\n').filter((name) => name !== '')
      if (names.length > TABLES_MAX || new Set(names).size < names.length) {
        throw new CorruptRefError(listPath, 0, 'the list has too many tables, or one of them twice')
      }
      const known = new Map(this.#tables.map((table) => [table.path, table]))
      const tables = names.map((name) => this.#open(name, known))
      const missing = names[tables.indexOf(undefined)]
      if (missing === undefined) {
        this.#tables = tables.filter((table) => table !== undefined).reverse()
        this.#version = version
        return this.#tables
      }
      if (reloads === RELOADS_MAX)
        throw new CorruptRefError(listPath, 0, `the table '${missing}' does not exist`)
    }
  }

  /** A file never changes once it has its name, so one that was read before is not read again. */
  #open(name: string, known: ReadonlyMap<string, TableFile>): TableFile | undefined {
    const path = join(this.directory, name)
    if (!TABLE_NAME.test(name)) throw new CorruptRefError(path, 0, 'not the name of a reftable')
    const table = known.get(path)
    if (table) return table
    const bytes = readSmallFile(path, FILE_SIZE_MAX)
    return bytes && new TableFile(path, bytes)
  }
}
