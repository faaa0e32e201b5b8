/**
 * The foreign function interface, from the package of koffi's for this platform.
 *
 * `koffi` itself has an install script, which package managers warn of or refuse. Its platform packages have none: each
 * holds the compiled addon and a line that loads it. package.json lists them as optional dependencies, of which a package
 * manager installs the one that fits.
 */
import { loadPackage } from '../../base/load-package.js'

/** A pointer, as koffi gives and takes it. */
export type Address = bigint

/** What packmap uses of koffi: https://koffi.dev/functions, https://koffi.dev/pointers. */
export interface Koffi {
  /** `null`: what the process has loaded already. */
  load(path: string | null): { func(prototype: string): (...args: never[]) => unknown }
  errno(): number
  view(address: Address, length: number): ArrayBuffer
  address(of: ArrayBufferView): Address
}

/** @throws What `require` throws where there is no package for this platform, or it cannot be loaded here. */
export function loadKoffi(): Koffi {
  return loadPackage(`@koromix/koffi-${process.platform}-${process.arch}`) as Koffi
}
