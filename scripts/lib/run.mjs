import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { root } from './root.mjs'
import { PlainFailure, say } from './say.mjs'

/** @type {readonly NodeJS.Signals[]} */
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the checkout
 * @property {NodeJS.ProcessEnv} [env] added to this process's environment
 * @property {'inherit' | 'stderr'} [output] where its standard output goes; default: standard error
 */

/**
 * Runs a Node program to its end and gives its exit code.
 *
 * A signal that reaches this process is passed on and the child awaited, so that nobody else starts the same work
 * while a half-finished child still writes.
 *
 * @param {string} program a JavaScript file
 * @param {readonly string[]} parameters
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function runNode(program, parameters, options = {}) {
  const child = spawn(process.execPath, [program, ...parameters], {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', options.output === 'inherit' ? 'inherit' : 2, 'inherit'],
  })
  /** @type {NodeJS.Signals | undefined} */
  let stopped
  const handlers = passedOn.map((signal) => {
    const handler = () => {
      stopped = signal
      child.kill(signal)
    }
    process.on(signal, handler)
    return { signal, handler }
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      for (const { signal: name, handler } of handlers) process.off(name, handler)
      const killer = stopped ?? signal
      const exitCode = killer === null ? (code ?? 1) : 128 + constants.signals[killer]
      if (stopped === undefined) resolve(exitCode)
      else reject(new PlainFailure(`Stopped by ${stopped}`, exitCode))
    })
  })
}

/**
 * One step of the set-up: says what it does, and fails with what to do.
 *
 * @param {string} doing
 * @param {string} remedy
 * @param {() => Promise<number>} step gives an exit code
 */
export async function runStep(doing, remedy, step) {
  const started = performance.now()
  say(`${doing} …`)
  const exitCode = await step()
  if (exitCode !== 0)
    throw new PlainFailure(`${doing} failed with exit code ${String(exitCode)}. ${remedy}`, exitCode)
  say(`${doing}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
