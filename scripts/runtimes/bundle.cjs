// Bundles tour.mjs into one file by every bundler there is here, as an ES module and as CommonJS: out/<bundler>.<format>
const { existsSync } = require('node:fs')
const { resolve } = require('node:path')

const entry = resolve('tour.mjs')
const problems = []

async function byEsbuild(name, format, outfile) {
  const { warnings } = await require('esbuild').build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format,
    outfile,
    logLevel: 'silent',
  })
  problems.push(...warnings.map(({ text }) => `${name}: ${text}`))
}

async function byRollup(name, format, file) {
  const { rollup } = require('rollup')
  const bundle = await rollup({
    input: entry,
    plugins: [require('@rollup/plugin-node-resolve').default(), require('@rollup/plugin-commonjs')()],
    onwarn({ code, message }) {
      if (code !== 'CIRCULAR_DEPENDENCY') problems.push(`${name}: ${message}`)
    },
  })
  await bundle.write({ file, format, inlineDynamicImports: true })
}

async function byWebpack(name, format, file) {
  const isModule = format === 'esm'
  const stats = await new Promise((done, fail) => {
    const config = {
      mode: 'production',
      target: 'node20',
      entry,
      experiments: { outputModule: isModule },
      output: {
        path: resolve('out'),
        filename: file.slice('out/'.length),
        library: { type: isModule ? 'module' : 'commonjs2' },
        chunkFormat: isModule ? 'module' : 'commonjs',
      },
    }
    require('webpack')(config, (error, result) => (error ? fail(error) : done(result)))
  })
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true })
  problems.push(...[...errors, ...warnings].map(({ message }) => `${name}: ${message}`))
}

async function main() {
  for (const [name, bundle] of Object.entries({ esbuild: byEsbuild, rollup: byRollup, webpack: byWebpack })) {
    for (const [format, ending] of [
      ['esm', 'mjs'],
      ['cjs', 'cjs'],
    ]) {
      const file = `out/${name}.${ending}`
      await bundle(name, format, file)
      if (!existsSync(file)) problems.push(`${name} made no ${file}`)
    }
  }
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}

void main()
