/** `npm start`: sets up what is missing, then is the server. */
import './lib/node-version.mjs'

void import('./lib/start.mjs')
