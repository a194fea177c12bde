import { buildIfNeeded } from './build.mjs'
import { bundle, race, server, site, testKit } from './build-parts.mjs'
import { installIfNeeded } from './install.mjs'
import { oneAtATime } from './one-at-a-time.mjs'

const needs = {
  start: [server, bundle, site],
  dev: [server],
  test: [server, bundle, race, testKit, site],
  /** An example or a benchmark: the packages, and no pages. */
  program: [server, bundle, race],
}

/**
 * Brings a checkout, fresh or old, to where the given command can run: packages installed, everything built.
 * Does nothing that is done already, and says on standard error what it does.
 *
 * @param {keyof typeof needs} command
 */
export async function setUp(command) {
  await oneAtATime(async () => {
    await installIfNeeded()
    await buildIfNeeded(needs[command])
  })
}
