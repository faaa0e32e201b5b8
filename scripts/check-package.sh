#!/usr/bin/env bash
# Checks the package as its users get it: packs it, installs the tarball in an empty folder, and uses it there as
# a library, as a command, and from TypeScript. Nothing of this folder is used but the tarball, the fixture that is
# read, and the compiler.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lighthouse=$root/fixtures/lighthouse.git
unset GIT_DIR GIT_WORK_TREE GIT_OBJECT_DIRECTORY GIT_COMMON_DIR

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tarball" "$work/empty"

echo 'package: pack'
(cd "$root" && npm pack --pack-destination "$work/tarball") >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
tarball=$(echo "$work"/tarball/*.tgz)
tar -tzf "$tarball" >"$work/contents"
echo "package: $(wc -l <"$work/contents") files, $(wc -c <"$tarball") bytes packed"
for file in package.json README.md LICENSE CHANGELOG.md dist/THIRD-PARTY-LICENSES dist/index.mjs dist/index.d.mts \
  dist/cli/main.js; do
  grep -qx "package/$file" "$work/contents" || { echo "package: $file is missing" >&2; exit 1; }
done
if grep -E '^package/(src|test|fixtures|bench|scripts)/|\.map$' "$work/contents"; then
  echo 'package: the files above do not belong into it' >&2
  exit 1
fi

echo 'package: its size, and the lines that Node shows where an error was thrown'
mkdir "$work/unpacked"
tar -xzf "$tarball" -C "$work/unpacked"
bytes=$(find "$work/unpacked" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
echo "package: $bytes bytes unpacked"
if [ "$bytes" -gt 2500000 ]; then echo 'package: more than 2,500,000 bytes' >&2; exit 1; fi
if find "$work/unpacked" -name '*.[cm]js' -o -name '*.js' | xargs awk 'length > 500 { print FILENAME ":" FNR; long = 1 } END { exit !long }'; then
  echo 'package: the lines above are longer than 500 characters' >&2
  exit 1
fi

echo 'package: install the tarball in an empty folder'
cd "$work/empty"
types_node=$(node -p "require('$root/node_modules/@types/node/package.json').version")
echo '{ "name": "consumer", "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund "$tarball" "@types/node@$types_node"

echo 'package: find its workers'
cat >workers.js <<'JS'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const dist = 'node_modules/packmap/dist'
const files = readdirSync(dist, { recursive: true }).filter((file) => file.endsWith('.js'))
const named = files.flatMap((file) => {
  const urls = readFileSync(join(dist, file), 'utf8').matchAll(/new URL\(["'`]([^"'`]*\.worker\.js)["'`]/g)
  return [...urls].map(([, url]) => resolve(dirname(join(dist, file)), url))
})
const lost = named.filter((path) => !existsSync(path))
if (lost.length > 0) throw new Error(`no worker at ${lost}`)
const workers = files.filter((file) => file.endsWith('.worker.js'))
if (new Set(named).size < workers.length) throw new Error(`not every worker is used: ${workers}`)
console.log(`${workers.length} workers: ${workers.join(' ')}`)
JS
node workers.js

echo 'package: import it'
cat >use.js <<'JS'
import { createRequire } from 'node:module'
import * as packmap from 'packmap'
import * as smmap from 'packmap/smmap'
import git from 'packmap/isomorphic-git'
import * as stress from 'packmap/stress'

const manifest = createRequire(import.meta.url)('packmap/package.json')
console.log(`packmap ${manifest.version}: ${Object.keys(packmap).sort().join(' ')}`)
console.log(`packmap/smmap: ${Object.keys(smmap).sort().join(' ')}`)
console.log(`packmap/isomorphic-git: ${Object.keys(git).sort().join(' ')}`)

const report = await stress.run({ scenarios: ['zipf'], operations: 300, fileSize: 100_000, threads: 2 })
if (!report.passed || report.runs.some(stress.testedNothing)) throw new Error(stress.violationTexts(report).join('\n'))
console.log(`packmap/stress: ${Object.keys(stress).sort().join(' ')}; ${report.runs.length} runs passed`)

const repo = packmap.Repository.open(process.argv[2])
const { oid, type, size, data } = repo.odb.read(repo.resolve('HEAD:README.md'))
console.log(`read ${oid} ${type} ${size}: ${new TextDecoder().decode(data).split('\n', 1)[0]}`)
repo[Symbol.dispose]()

const [newest] = await git.log({ gitdir: process.argv[2], depth: 1 })
console.log(`newest ${newest.oid}: ${newest.commit.message.split('\\n', 1)[0]}`)
JS
node use.js "$lighthouse"

echo 'package: run the command'
npx --no-install packmap --version
npx --no-install packmap -C "$lighthouse" cat-file -p HEAD >ours
git --git-dir="$lighthouse" cat-file -p HEAD >gits
cmp ours gits
npx --no-install packmap verify-pack "$lighthouse"/objects/pack/*.idx
npx --no-install packmap stress --help >/dev/null
cat >engine.ts <<'TS'
import { SlidingWindowMapManager, type ManagerOptions } from 'packmap/smmap'
export const capabilities: { wholeFiles: boolean } = { wholeFiles: false }
export default (_kind: string, options: ManagerOptions) => new SlidingWindowMapManager(options)
TS
# Node 20 loads no TypeScript by itself, and then it says so.
if npx --no-install packmap stress --engine engine.ts --scenario zipf --ops 300 --file-size 100k >stressed 2>&1; then
  grep -q '^Everything held: 900 operations' stressed
else
  grep -q 'tsx beside the engine' stressed
fi
cat ours

echo 'package: run the command with its code cache damaged, and without one'
cache=$(echo node_modules/packmap/dist/cli/code-cache/*/core-*.cache)
test -s "$cache"
if grep -q "$root" "$cache"; then echo "package: $cache names a path of this machine" >&2; exit 1; fi
for damage in 'truncate --size=-1000' 'truncate --size=0' 'rm'; do
  $damage "$cache"
  npx --no-install packmap -C "$lighthouse" cat-file -p HEAD | cmp - gits
done

echo 'package: compile against its declarations'
cat >consumer.ts <<'TS'
import { ObjectNotFoundError, Repository } from 'packmap'
import { log } from 'packmap/isomorphic-git'
import { SlidingWindowMapManager } from 'packmap/smmap'
import { type EngineModule, run, type StressReport } from 'packmap/stress'

export async function authors(dir: string): Promise<string[]> {
  return (await log({ dir })).map(({ commit }) => commit.author.name)
}

export function firstLine(path: string, revision: string): string | undefined {
  using repo = Repository.open(path)
  try {
    const { data }: { data: Uint8Array } = repo.odb.read(repo.resolve(revision))
    return new TextDecoder().decode(data).split('\n', 1)[0]
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return undefined
    throw error
  }
}

export async function stressed(engine: EngineModule): Promise<StressReport> {
  return await run({ engine: { ...engine, default: (_kind, options) => new SlidingWindowMapManager(options) } })
}

export function mappedBytes(): number {
  const manager = new SlidingWindowMapManager({ windowSize: 2 ** 20 })
  return manager.mappedMemorySize()
}
TS
cat >tsconfig.json <<'JSON'
{
  "compilerOptions": {
    "module": "nodenext",
    "target": "es2022",
    "lib": ["es2023", "esnext.disposable"],
    "types": ["node"],
    "strict": true,
    "exactOptionalPropertyTypes": true,
    "skipLibCheck": false,
    "noEmit": true
  },
  "files": ["consumer.ts"]
}
JSON
"$root/node_modules/.bin/tsc" -p .
echo 'package: all well'
