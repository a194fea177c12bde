/** `npm test`: sets up what is missing, then runs the tests; parameters go to Vitest, `--fast` leaves out the slow ones. */
import './lib/node-version.mjs'

void import('./lib/test.mjs')
