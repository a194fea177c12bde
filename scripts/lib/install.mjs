import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { inRoot, root } from './root.mjs'
import { runNode, runStep } from './run.mjs'
import { PlainFailure } from './say.mjs'

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean }} LockedPackage
 */

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined}
 */
function lockedPackages(file) {
  if (!existsSync(file)) return undefined
  return JSON.parse(readFileSync(file, 'utf8')).packages
}

/**
 * Whether `node_modules` holds what the lock file asks for.
 *
 * npm writes `node_modules/.package-lock.json` as the last act of an install and removes it first, so comparing the
 * two answers also after a broken install, after somebody else's `npm ci`, and after a `git pull`: by content, not by
 * time. Optional packages may be missing, because each platform has its own.
 *
 * @param {Record<string, LockedPackage> | undefined} wanted
 * @param {Record<string, LockedPackage> | undefined} present
 * @returns {boolean}
 */
export function isInstalled(wanted, present) {
  if (wanted === undefined || present === undefined) return false
  return Object.entries(wanted).every(([where, one]) => {
    if (!where.includes('node_modules/')) return true
    const there = present[where]
    if (there === undefined) return one.optional === true
    return there.version === one.version && there.integrity === one.integrity && there.link === one.link
  })
}

/**
 * npm's own program if npm started us, otherwise the `npm` on the PATH.
 *
 * @param {readonly string[]} parameters
 * @returns {Promise<number>}
 */
export function runNpm(parameters) {
  const npm = process.env['npm_execpath']
  if (npm !== undefined && /npm-cli\.[cm]?js$/.test(npm)) return runNode(npm, parameters)
  return new Promise((resolve, reject) => {
    const child = spawn('npm', parameters, {
      cwd: root,
      stdio: ['ignore', 2, 'inherit'],
      shell: process.platform === 'win32',
    })
    child.once('error', (error) => {
      reject(new PlainFailure(`Could not run npm (${error.message}). Install Node.js together with npm.`))
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** Installs the packages if `node_modules` is missing or is not what the lock file asks for. */
export async function installIfNeeded() {
  const present = lockedPackages(inRoot('node_modules/.package-lock.json'))
  if (isInstalled(lockedPackages(inRoot('package-lock.json')), present)) return
  const doing =
    present === undefined ? 'Installing packages' : 'Installing packages again, for the lock file has changed'
  // The compiler and Vite are development packages, and NODE_ENV=production would leave them out.
  const parameters = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  await runStep(doing, 'Read npm’s message above, then run the same command again.', () => runNpm(parameters))
}
