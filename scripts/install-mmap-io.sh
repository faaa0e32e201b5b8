#!/bin/sh
# Installs the optional backend `mmap-io`. Its build file asks for C++11, which no supported Node compiles with, so
# the flags ask for C++20. `--no-save`: package.json names it as an optional peer, never as a dependency.
set -e
cd "$(dirname "$0")/.."
CXXFLAGS=-std=gnu++20 npm install --no-save --no-audit --no-fund mmap-io@1.1.7
node -e "require('mmap-io').map; console.log('mmap-io is installed')"
