import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** @typedef {import('./contestant.mjs').Round} Round */
/** @typedef {import('./contestant.mjs').Report} Report */

/** A contestant's process, as the one who calls the rounds sees it. */
export class Player {
  /** @type {string} */
  name
  #child

  /**
   * @param {string} name
   * @param {string} url
   */
  constructor(name, url) {
    this.name = name
    this.#child = fork(fileURLToPath(new URL('contestant.mjs', import.meta.url)), [name, url], {
      env: { ...process.env, NODE_ENV: 'production' },
    })
  }

  /**
   * @param {Round} round
   * @returns {Promise<{ count: number, ms: number, cpuMs: number }>}
   */
  async play(round) {
    const child = this.#child
    const report = await new Promise((resolve, reject) => {
      /** @param {number | null} code */
      const onExit = (code) => reject(new Error(`${this.name} ended with ${String(code)}`))
      child.once('exit', onExit)
      child.once('message', (message) => {
        child.off('exit', onExit)
        resolve(message)
      })
      child.send(round)
    })
    if ('failure' in report) throw new Error(`${this.name}: ${report.failure}`)
    return report
  }

  /** Ends the process and waits for it. */
  async leave() {
    if (this.#child.exitCode !== null) return
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.disconnect()
    await gone
  }
}
