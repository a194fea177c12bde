/** `npm run example -- <name>`: sets up what is missing, then is the program `examples/<name>/main.mjs`. */
import './lib/node-version.mjs'

void import('./lib/own-program.mjs').then(({ runExample }) => runExample())
