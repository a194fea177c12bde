#!/usr/bin/env node
// The command `race`. It stands here, and not in dist/, so that it is there when packages are linked: before the first build.
import { existsSync } from 'node:fs'

const program = new URL('../dist/cli/main.js', import.meta.url)
if (existsSync(program)) await import(program.href)
else {
  process.stderr.write('The race lab is not built yet. Run `npm run build` once, then this again.\n')
  process.exitCode = 1
}
