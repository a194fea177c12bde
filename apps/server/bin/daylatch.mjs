#!/usr/bin/env node
// The command `daylatch`. It stands here, and not in bundle/, so that it is there when packages are linked: before the
// first build. A message is all that it has to say until then.
import { existsSync } from 'node:fs'

const program = new URL('../bundle/cli.js', import.meta.url)
if (existsSync(program)) await import(program.href)
else {
  process.stderr.write(
    'Daylatch is not built yet. Run `npm start` or `npm run build` once, then this again.\n',
  )
  process.exitCode = 1
}
