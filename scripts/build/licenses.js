import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const HEADING = `packmap contains code of the following packages, under the licences given here.
packmap's own licence is in the file LICENSE.
`
const RULE = '-'.repeat(80)

/** Packages that come without their licence, and a package of the same project that has it. */
const SAME_PROJECT = { '@assemblyscript/loader': 'assemblyscript' }

/** Gathers which packages a build has taken code from, over several outputs, and writes their licences to one file. */
export class LicenseFile {
  #folders = new Set()

  /** @param {string} path Where to write, relative to the working directory. */
  constructor(path) {
    this.path = path
  }

  plugin() {
    return {
      name: 'licenses',
      generateBundle: (_options, bundle) => {
        for (const { type, moduleIds = [] } of Object.values(bundle)) {
          if (type === 'chunk') for (const id of moduleIds) this.#add(id)
        }
      },
      writeBundle: () => {
        writeFileSync(this.path, this.#text())
      },
    }
  }

  #add(moduleId) {
    if (!/[\\/]node_modules[\\/]/.test(moduleId)) return
    let folder = dirname(moduleId)
    while (!/[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+$/.test(folder)) folder = dirname(folder)
    this.#folders.add(folder)
  }

  #text() {
    const parts = [...this.#folders].map(license).sort((a, b) => (a.name < b.name ? -1 : 1))
    const texts = parts.map(
      ({ name, version, id, text }) => `${RULE}\n${name} ${version} (${id})\n\n${text}\n`,
    )
    return texts.length === 0
      ? 'packmap contains no code of other packages.\n'
      : [HEADING, ...texts].join('\n')
  }
}

/** @throws {Error} The package says nothing under which its code may be passed on. */
function license(folder) {
  const { name, version, license: id } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const text = licenseText(folder) ?? licenseText(join('node_modules', SAME_PROJECT[name] ?? name))
  if (text === undefined) throw new Error(`${name} has no file with its licence`)
  return { name, version, id, text }
}

function licenseText(folder) {
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)\b/i.test(entry))
  return file === undefined ? undefined : readFileSync(join(folder, file), 'utf8').trim()
}
