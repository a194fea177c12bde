import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { isInstalled, runNpm } from './install.mjs'
import { oneAtATime } from './one-at-a-time.mjs'
import { inRoot } from './root.mjs'
import { runStep } from './run.mjs'
import { PlainFailure, runMain } from './say.mjs'
import { setUp } from './set-up.mjs'

/** @param {string} file */
function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined
}

/**
 * Installs what a folder outside of the workspaces needs for itself, if it is not there. Our own packages it finds in the
 * checkout's `node_modules`, above it, as they are now: that is why they are optional peers in its package.json.
 *
 * @param {string} folder relative to the checkout
 */
async function installOwn(folder) {
  const wanted = packagesIn(inRoot(folder, 'package-lock.json'))
  if (Object.keys(wanted ?? {}).every((where) => where === '')) return
  const present = packagesIn(inRoot(folder, 'node_modules/.package-lock.json'))
  if (isInstalled(wanted, present)) return
  const parameters = ['ci', '--prefix', inRoot(folder), '--no-audit', '--no-fund', '--loglevel=error']
  await runStep(
    `Installing what ${folder} needs`,
    'Read npm’s message above, then run the same command again.',
    () => runNpm(parameters),
  )
}

/**
 * Runs a program in this very process: the keyboard, signals, exit code and standard output are its own.
 *
 * @param {string} command as it is typed
 * @param {string} parent the folder of which each folder with a `main.mjs` is such a program
 * @param {(name: string) => string} packageOf where the package.json of a program stands
 */
function runProgram(command, parent, packageOf) {
  runMain(async () => {
    const names = readdirSync(inRoot(parent)).filter((name) => existsSync(inRoot(parent, name, 'main.mjs')))
    const [name, ...parameters] = process.argv.slice(2)
    if (name === undefined || !names.includes(name)) {
      const got = name === undefined ? 'none was named' : `\`${name}\` is not there`
      throw new PlainFailure(
        `Name one of ${names.join(', ')} (${got}): ${command} -- ${names[0] ?? '<name>'}`,
      )
    }
    await setUp('program')
    await oneAtATime(() => installOwn(packageOf(name)))
    const program = inRoot(parent, name, 'main.mjs')
    process.argv = [process.execPath, program, ...parameters]
    await import(pathToFileURL(program).href)
  })
}

export function runExample() {
  runProgram('npm run example', 'examples', (name) => `examples/${name}`)
}

export function runBench() {
  runProgram('npm run bench', 'bench', () => 'bench')
}
