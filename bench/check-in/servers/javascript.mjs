import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/**
 * A server that takes part.
 *
 * @typedef {object} Server
 * @property {string} name
 * @property {number} port on the loopback
 * @property {number} pid of the process; others may belong to it
 * @property {(size: number) => Promise<void>} [resize] gives it a pool of this size
 * @property {readonly number[]} [poolSizes] which sizes are tried, if not the usual ones
 * @property {number} [callers] connections of the load generator that suit it, if not the usual number
 * @property {boolean} [isClosing] whether each request has a connection of its own
 * @property {boolean} [answersAlways] whether it says yes to everybody and asks no database
 * @property {boolean} [hasRanks] whether it counts the check-ins of the day; all do but where it is said
 * @property {number} [best] the most answers per second that it was seen to give
 * @property {() => Promise<void>} leave
 *
 * @typedef {object} Shared what all of them are told
 * @property {string} url of the database
 * @property {string} key with which cookies are signed
 * @property {number} resetHour when the day begins, in UTC
 */

/**
 * One of `contestants.mjs` in a process of its own.
 *
 * @param {string} name
 * @param {Shared} shared
 * @returns {Promise<Server>}
 */
export async function startJavascript(name, { url, key, resetHour }) {
  const child = fork(
    fileURLToPath(new URL('javascript-server.mjs', import.meta.url)),
    [name, url, key, String(resetHour)],
    { env: { ...process.env, NODE_ENV: 'production' } },
  )
  /** @returns {Promise<any>} */
  const told = async () => {
    const gone = new AbortController()
    const ended = once(child, 'exit', { signal: gone.signal }).then(([code]) => {
      throw new Error(`${name} ended with ${String(code)}`)
    })
    const message = once(child, 'message', { signal: gone.signal })
    try {
      return (await Promise.race([message, ended]))[0]
    } finally {
      gone.abort()
      await Promise.allSettled([message, ended])
    }
  }
  const { port } = await told()
  return {
    name,
    port,
    pid: child.pid ?? 0,
    answersAlways: name === 'constant',
    hasRanks: name !== 'row lock without ranks',
    resize: async (size) => {
      const answer = told()
      child.send({ size })
      const { failure } = await answer
      if (failure !== undefined) throw new Error(`${name}: ${String(failure)}`)
    },
    leave: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.disconnect()
      await gone
    },
  }
}
