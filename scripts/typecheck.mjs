/** `npm run typecheck`: sets up what is missing, then type-checks everything, tests and scripts included. */
import './lib/node-version.mjs'

void import('./lib/checks.mjs').then(({ typecheck, runCheck }) => runCheck(typecheck))
