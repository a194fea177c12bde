import { pathToFileURL } from 'node:url'
import { inRoot } from './root.mjs'
import { runMain } from './say.mjs'
import { setUp } from './set-up.mjs'

/**
 * The server runs in this very process, so signals, exit code and standard output are its own: no parent stands
 * between it and whoever started it.
 */
async function main() {
  await setUp('start')
  const program = inRoot('apps/server/bundle/cli.js')
  process.argv = [process.execPath, program, 'start', ...process.argv.slice(2)]
  await import(pathToFileURL(program).href)
}

runMain(main)
