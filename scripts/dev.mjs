/** `npm run dev`: compiles on change, restarts the server, and serves the pages with hot reload. */
import './lib/node-version.mjs'

void import('./lib/dev.mjs')
