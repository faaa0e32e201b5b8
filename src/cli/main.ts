#!/usr/bin/env node
/** The executable. As built, it loads the program from a cache of compiled code (scripts/build/code-cache.js). */
void import('./process.js').then(({ runProcess }) => runProcess())
