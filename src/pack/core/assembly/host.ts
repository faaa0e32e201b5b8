/** What the core asks of JavaScript: windows that are not there, what is long, and errors. */

/**
 * Makes a window hold the byte at `offset` of a file, and writes it to the file's row. Windows of other files may go, so
 * no address inside of one is good any more.
 *
 * @param wanted Bytes from there on that will be read; the window may hold fewer.
 * @returns The address of the byte. Throws where there is none.
 */
export declare function need(file: u32, offset: f64, wanted: f64): u32

/**
 * Inflates the stream at `stream`, which belongs to the entry at `entry`, to `to`, where there is room for one byte more
 * than `size`.
 *
 * @returns One past its last byte in the pack. Throws where it is no stream of `size` bytes.
 */
export declare function inflateLong(pack: u32, entry: f64, stream: f64, to: u32, size: u32): f64

/** Compares the CRC-32 of the entry from `entry` to `end` with the index's. Throws where it differs. */
export declare function verifyEntry(pack: u32, entry: f64, end: f64): void

/**
 * Throws the error of a fault. Nothing may be half done when it is called: it does not return.
 *
 * @param place The row of a pack.
 * @param at Where in it, or in its index.
 */
export declare function fail(fault: i32, place: u32, at: f64, found: f64, expected: f64): void
