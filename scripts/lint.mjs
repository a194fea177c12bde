/** `npm run lint`: type-checks, then lints; warnings do not fail it. */
import './lib/node-version.mjs'

void import('./lib/checks.mjs').then(({ lint, runCheck }) => runCheck(lint))
