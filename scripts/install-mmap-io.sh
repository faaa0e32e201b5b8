#!/bin/sh
# Installs the optional backend `mmap-io`. Its build file asks for C++11, which no supported Node compiles with, so
# the flags ask for C++20. package.json names it as an optional peer, which npm does not install by itself: here it is
# taken for a dependency (`--save-prod`) without being written down as one (`--no-save`).
set -e
cd "$(dirname "$0")/.."
CXXFLAGS=-std=gnu++20 npm install --no-save --save-prod --no-audit --no-fund mmap-io@1.1.7
node -e "require('./node_modules/mmap-io').map; console.log('mmap-io is installed')"
