import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * @typedef {object} LetThrough
 * @property {string} hint what the person is told
 * @property {() => Promise<'over' | 'interrupted'>} wait ends when console 1 may let go of its row
 */

/**
 * What ends console 1's lock: a key, or time; Ctrl-C and signals end it too, so that the row is let go of properly.
 *
 * @param {number | undefined} seconds default: a key if there is a keyboard, otherwise 2
 * @returns {LetThrough}
 */
export function letThrough(seconds) {
  const keyboard = seconds === undefined && process.stdin.isTTY ? process.stdin : undefined
  const limit = seconds ?? 2
  /** @type {Promise<'interrupted'>} */
  const interrupted = new Promise((resolve) => {
    // Only the first of a kind: whoever asks twice wants out at once.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve('interrupted'))
  })
  return {
    hint:
      keyboard === undefined
        ? `keeps the row for ${String(limit)} s`
        : 'keeps the row until you press a key here',
    wait: () => {
      const over = keyboard === undefined ? pause(limit * 1000, undefined, { ref: false }) : keyOf(keyboard)
      return Promise.race([interrupted, over.then((key) => (key === ctrlC ? 'interrupted' : 'over'))])
    },
  }
}

const ctrlC = '\u0003'

/** @param {import('node:tty').ReadStream} keyboard */
async function keyOf(keyboard) {
  keyboard.setRawMode(true).resume()
  const [key] = await once(keyboard, 'data')
  keyboard.setRawMode(false).pause()
  return String(key)
}
