import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The load generator, in a process of its own, as the one who calls the rounds sees it. It knows the loopback only. */
export class Load {
  #child

  /** @param {string} key with which cookies are signed */
  constructor(key) {
    this.#child = fork(fileURLToPath(new URL('worker.mjs', import.meta.url)), [key], {
      env: { ...process.env, NODE_ENV: 'production' },
    })
  }

  /**
   * @param {import('./slice.mjs').Slice} slice
   * @returns {Promise<import('./slice.mjs').SliceReport>}
   */
  async play(slice) {
    const child = this.#child
    const report = await new Promise((resolve, reject) => {
      /** @param {number | null} code */
      const onExit = (code) => reject(new Error(`The load generator ended with ${String(code)}`))
      child.once('exit', onExit)
      child.once('message', (message) => {
        child.off('exit', onExit)
        resolve(message)
      })
      child.send(slice)
    })
    if ('failure' in report) throw new Error(report.failure)
    return report
  }

  leave() {
    this.#child.disconnect()
  }
}
