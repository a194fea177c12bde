/** `npm run build`: sets up everything that any command needs. */
import './lib/node-version.mjs'

void import('./lib/checks.mjs').then(({ runCheck }) => runCheck(() => Promise.resolve(0)))
