/**
 * Where an object lives and what reading it takes: for `packmap explain`, and for whoever asks why a read is slow.
 */
import type { ObjectHeader } from '../object/git-object.js'
import { OBJ_OFS_DELTA, OBJ_REF_DELTA, TYPE_NAMES } from '../pack/data/entry-header.js'
import type { Pack } from '../pack/pack.js'
import { type CrcState, crcStateOf } from '../pack/read/entry-crc.js'
import { LINK_OFFSET, LINK_SIZE, LINK_TYPE, STATE_DEPTH } from '../pack/core/core-layout.js'
import type { ReadCore } from '../pack/read/read-core.js'
import type { ObjectSource } from './object-source.js'

/** One entry on the way from an object to the whole object that its deltas build on. */
export interface ChainLink {
  readonly oid: string
  /** Where the entry begins: bytes from the start of the packfile. */
  readonly offset: number
  /** How the entry is stored. */
  readonly kind: ObjectHeader['type'] | 'ofs-delta' | 'ref-delta'
  /** Bytes that the entry inflates to: content, or the delta's instructions. */
  readonly size: number
  /** Bytes of the entry in the packfile. */
  readonly diskSize: number
  /** The mapped bytes of the packfile that the entry was read through. */
  readonly window: { readonly begin: number; readonly end: number }
  /** Whether the entry's bytes have the CRC-32 that the index says. */
  readonly crc: CrcState
}

/** One of the places that hold an object. */
export interface ObjectCopy {
  readonly storage: 'packed' | 'loose'
  /** The packfile, or the loose object's own file. */
  readonly path: string
  /** Where the entry begins: bytes from the start of the packfile; 0 for a loose object. */
  readonly offset: number
  /** What is wrong with it, as reading it says; undefined: it was read to its end, and has its oid. */
  readonly fault: string | undefined
}

export interface ObjectLocation extends ObjectHeader {
  readonly storage: 'packed' | 'loose'
  /** The packfile, or the loose object's own file. */
  readonly path: string
  /** Where the object's entry begins: bytes from the start of the packfile; 0 for a loose object. */
  readonly offset: number
  /** Bytes on disk: of the entry, or of the loose file. */
  readonly diskSize: number
  /** The object's own entry first, its base last: one link where it is stored whole, none where it is loose. */
  readonly chain: readonly ChainLink[]
  /** Every place that holds the object, this one included, packs first; see {@link ObjectCopy.fault}. */
  readonly copies: readonly ObjectCopy[]
}

/** The chain of the entry at `offset`. Throws as reading the object's header does. */
export function explainChain(core: ReadCore, pack: Pack, offset: number): ChainLink[] {
  core.functions.followThroughPack(pack.row, offset)
  const entries = Array.from({ length: core.stateWord(STATE_DEPTH) + 1 }, (_, link) => {
    const row = core.linkAt(link)
    const { rows } = core
    return {
      at: rows.number(row + LINK_OFFSET),
      size: rows.number(row + LINK_SIZE),
      type: rows.byte(row + LINK_TYPE),
    }
  })
  const links: ChainLink[] = []
  for (const { at, size, type } of entries) {
    const { file } = pack.data
    file.seek(at)
    links.push({
      oid: pack.oidAt(at),
      offset: at,
      kind: type === OBJ_OFS_DELTA ? 'ofs-delta' : type === OBJ_REF_DELTA ? 'ref-delta' : TYPE_NAMES[type]!,
      size,
      diskSize: pack.endOf(at) - at,
      window: { begin: file.begin, end: file.end },
      crc: crcStateOf(core, pack, at),
    })
  }
  return links
}

/**
 * Where an object is read from, and what every copy of it is worth. Throws as reading its header does.
 *
 * @param hex The same oid, for errors.
 * @returns Undefined: there is no such object.
 */
export function explainObject(
  source: ObjectSource,
  raw: Uint8Array,
  hex: string,
): ObjectLocation | undefined {
  const header = source.readHeader(raw, hex)
  if (!header || !source.locate(raw, hex)) return undefined
  const { place } = source
  const found = place.pack?.path ?? place.loosePath
  const copies = source.inspectCopies(raw, hex)
  const isServed = (copy: ObjectCopy): boolean => copy.path === found
  // What is read is the first that was found, or else the first that is whole.
  const whole = copies.filter(({ fault }) => fault === undefined)
  const served = whole.find(isServed) ?? whole[0] ?? copies.find(isServed)
  if (!served) return undefined
  const { path } = served
  const pack = source.packs.packs.find((candidate) => candidate.path === path)
  if (pack) {
    const chain = explainChain(source.core, pack, served.offset)
    return { ...header, ...placeOf(served), diskSize: chain[0]!.diskSize, chain, copies }
  }
  using file = source.openLoose(path)
  return { ...header, ...placeOf(served), diskSize: file.size, chain: [], copies }
}

function placeOf({ storage, path, offset }: ObjectCopy): Pick<ObjectCopy, 'storage' | 'path' | 'offset'> {
  return { storage, path, offset }
}
