#!/usr/bin/env node
/** The executable. It loads the program only when Node has been told to keep what it compiles. */
import { enableCompileCache } from './compile-cache.js'

enableCompileCache()
void import('./process.js').then(({ runProcess }) => runProcess())
