import { Caller } from '../check-in/load/caller.mjs'

/**
 * Asks over connections of its own that stay open, as many as there are requests under way: by `fetch` one request costs
 * this process as much as the server has for it.
 */
export class Staff {
  /** @type {Caller[]} */
  #idle = []
  /** @type {Map<Caller, { resolve: (status: number) => void, reject: (error: Error) => void }>} */
  #asked = new Map()
  #url
  #cookie

  /** @param {{ url: string, cookie: string }} site */
  constructor({ url, cookie }) {
    this.#url = new URL(url)
    this.#cookie = cookie
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @returns {Promise<number>} the status of the answer, once it is there to its last byte
   */
  async post(path, body) {
    const caller = this.#idle.pop() ?? (await this.#newCaller())
    const text = JSON.stringify(body)
    return await new Promise((resolve, reject) => {
      this.#asked.set(caller, { resolve, reject })
      caller.ask(
        Buffer.from(
          `POST ${path} HTTP/1.1\r\nhost: ${this.#url.host}\r\ncookie: ${this.#cookie}\r\n` +
            `content-type: application/json\r\ncontent-length: ${String(Buffer.byteLength(text))}\r\n\r\n${text}`,
        ),
      )
    })
  }

  close() {
    for (const caller of this.#idle) caller.close()
  }

  async #newCaller() {
    /** @type {Caller} */
    const caller = new Caller(
      { port: Number(this.#url.port) },
      (status) => {
        const asked = this.#asked.get(caller)
        this.#asked.delete(caller)
        this.#idle.push(caller)
        asked?.resolve(status)
      },
      (error) => this.#asked.get(caller)?.reject(error),
    )
    await caller.open()
    return caller
  }
}
