/**
 * Who may import whom: the table of ARCHITECTURE.md as lint zones.
 *
 * Each folder of src/ is listed with the folders that it may import. Everything else in src/ is refused, so a
 * new folder has to be entered here before anyone can use it.
 */
const MAY_IMPORT = {
  base: [],
  smmap: ['base'],
  object: ['base'],
  pack: ['base', 'smmap', 'object'],
  text: ['base', 'object', 'pack'],
  odb: ['base', 'smmap', 'object', 'pack'],
  repo: ['base', 'smmap', 'object', 'pack', 'text', 'odb'],
  stress: ['base', 'smmap', 'odb', 'repo'],
  'isomorphic-git': ['base', 'object', 'odb', 'repo'],
}

/** Zones for `import-x/no-restricted-paths`; `src/cli` may import everything and so has none. */
export const zones = Object.entries(MAY_IMPORT).map(([layer, allowed]) => ({
  target: `./src/${layer}`,
  from: './src',
  except: [`./${layer}`, ...allowed.map((other) => `./${other}`)],
  message: `src/${layer} may import only ${['itself', ...allowed].join(', ')} (eslint/layers.js).`,
}))
