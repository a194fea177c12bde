/** `npm run bench -- <name> [--quick]`: sets up what is missing, then is the program `bench/<name>/main.mjs`. */
import './lib/node-version.mjs'

void import('./lib/own-program.mjs').then(({ runBench }) => runBench())
