import { inRoot } from './root.mjs'
import { runNode } from './run.mjs'
import { runMain } from './say.mjs'
import { setUp } from './set-up.mjs'

/** What `--fast` leaves out: a real browser, and rounds of killed processes. */
const slow = ['--project=!browser', '--project=!chaos', '--exclude=test/house/fresh-clone/**']

async function main() {
  const given = process.argv.slice(2)
  const parameters = given.flatMap((one) => (one === '--fast' ? slow : [one]))
  await setUp('test')
  process.exitCode = await runNode(
    inRoot('node_modules/vitest/vitest.mjs'),
    ['run', '--reporter=default', '--reporter=./scripts/lib/summary-reporter.mjs', ...parameters],
    { output: 'inherit' },
  )
}

runMain(main)
