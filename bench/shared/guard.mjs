/**
 * Outlives a benchmark that is killed, or that breaks down: ends what it has started, and removes its folders. It knows of
 * the benchmark's end by the closed channel, so nothing that can happen to that one is in the way.
 */
import { rm } from 'node:fs/promises'
import { removeLocalPostgres } from '@daylatch/local-postgres'

/** @type {Set<number>} */
const groups = new Set()
/** @type {Set<string>} */
const folders = new Set()
/** @type {Set<string>} */
const databases = new Set()

const lists = { groups, folders, databases }

/**
 * @typedef {object} Word
 * @property {'groups' | 'folders' | 'databases'} list
 * @property {number | string} what
 * @property {boolean} isThere
 */

process.on('message', (/** @type {Word} */ { list, what, isThere }) => {
  /** @type {Set<number | string>} */
  const things = lists[list]
  if (isThere) things.add(what)
  else things.delete(what)
})
// A Ctrl-C in the terminal is for the benchmark; this one goes when that has gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)
process.once('disconnect', () => {
  void clearUp()
})

async function clearUp() {
  for (const group of groups) end(group)
  for (const folder of databases) await removeLocalPostgres(folder)
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

/**
 * A program and all that it has started. They hold nothing that is worth a farewell.
 *
 * @param {number} group
 */
function end(group) {
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
