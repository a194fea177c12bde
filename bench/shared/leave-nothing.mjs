import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {import('./guard.mjs').Word} Word */

/** @type {import('node:child_process').ChildProcess | undefined} */
let guard

/**
 * Has something ended or removed when this process is gone, however that came about.
 *
 * @param {Word['list']} list
 * @param {Word['what']} what
 * @returns {() => void} to be called when that is done already
 */
function onEnd(list, what) {
  guard ??= startGuard()
  guard.send({ list, what, isThere: true })
  return () => guard?.send({ list, what, isThere: false })
}

/** In a session of its own: a Ctrl-C in the terminal ends the benchmark, and not who tidies up after it. */
function startGuard() {
  const child = fork(fileURLToPath(new URL('guard.mjs', import.meta.url)), {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.unref()
  child.channel?.unref()
  return child
}

/**
 * A program that was started `detached`, with all that it has started: each would outlive a benchmark that is killed.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
export function endWithUs(child) {
  const { pid } = child
  if (pid === undefined) return
  const callOff = onEnd('groups', pid)
  child.once('exit', callOff)
}

/**
 * A folder among the temporary ones.
 *
 * @param {string} name how it begins
 * @returns {{ path: string, remove: () => void }}
 */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(tmpdir(), name))
  const callOff = onEnd('folders', folder)
  const remove = () => {
    rmSync(folder, { recursive: true, force: true })
    callOff()
  }
  return { path: folder, remove }
}

/**
 * The data folder of a database server.
 *
 * @param {string} folder
 */
export function removeDatabaseWithUs(folder) {
  return onEnd('databases', folder)
}
