import { createDispatcher, day, fromPg, migrate, once } from 'daylatch'
import pg from 'pg'

/** The pool of everything: claims, sends, dispatcher. */
export const CONNECTIONS = 4
export const STALLED = 16

/** A gateway in this process that counts who got what, and can be held: calls arrive then, and are not answered. */
export class CountingGateway {
  /** @type {Map<string, number>} */
  arrivals = new Map()
  /** Calls without an answer. */
  waiting = 0
  /** @type {Promise<void> | undefined} */
  #held
  /** @type {() => void} */
  #letGo = () => undefined

  hold() {
    this.#held = new Promise((resolve) => {
      this.#letGo = () => resolve(undefined)
    })
  }

  letGo() {
    this.#held = undefined
    this.#letGo()
  }

  /** @param {string} recipient */
  async call(recipient) {
    this.arrivals.set(recipient, (this.arrivals.get(recipient) ?? 0) + 1)
    this.waiting += 1
    await this.#held
    this.waiting -= 1
  }

  /** @returns {import('daylatch').Gateway} */
  asGateway() {
    return {
      class: 'blind',
      timeoutMs: 60_000,
      send: async ({ recipient }, { assertLease }) => {
        assertLease()
        await this.call(recipient)
        return { outcome: 'accepted' }
      },
    }
  }
}

export const message = once('message', { per: day({ zone: 'UTC' }) })
export const checkIn = once('check-in', { per: day({ zone: 'UTC' }) })

/**
 * One process with one pool of four: check-ins, sends, and the dispatcher of two gateways.
 *
 * @param {string} url
 */
export async function openOffice(url) {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, idleTimeoutMillis: 0 })
  const db = fromPg(pool)
  await migrate(db)
  await pool.query(
    'create table if not exists client (id int primary key, sent boolean not null default false)',
  )
  const [swift, slow] = [new CountingGateway(), new CountingGateway()]
  const dispatcher = createDispatcher(db, {
    gateways: {
      swift: { gateway: swift.asGateway() },
      slow: { gateway: slow.asGateway(), maxInFlight: STALLED },
    },
    actionOf: () => ({ action: 'message', rule: day({ zone: 'UTC' }) }),
    pollMs: 50,
  })
  await dispatcher.start()
  let last = 0
  /** @param {string} kind */
  const fresh = (kind) => `${kind}:${String((last += 1))}`
  /**
   * @param {string} gateway
   * @param {string} [client]
   */
  const send = async (gateway, client = fresh('client')) => {
    const wish = { gateway, recipient: client, payload: { text: 'Your table is ready' } }
    const sent = await message.send(db, client, wish)
    dispatcher.wake()
    return sent.status
  }
  return {
    pool,
    db,
    swift,
    slow,
    dispatcher,
    fresh,
    send,
    close: async () => {
      await dispatcher.stop()
      await pool.end()
    },
  }
}

/** @typedef {Awaited<ReturnType<typeof openOffice>>} Office */

/**
 * @param {string} what
 * @param {() => boolean | Promise<boolean>} isSo
 * @param {{ limitMs?: number, everyMs?: number }} [patience]
 */
export async function until(what, isSo, { limitMs = 60_000, everyMs = 5 } = {}) {
  const deadline = performance.now() + limitMs
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
