/** `npm run docs:check`: follows every link of the documentation and runs every snippet that says it can be run. */
import './lib/node-version.mjs'

void import('./lib/docs/check.mjs')
