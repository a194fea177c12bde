import { withLock } from 'daylatch'
import { medianRange, spreadOf } from '../shared/statistics.mjs'
import { checkIn, CONNECTIONS, STALLED, until } from './office.mjs'

/** @typedef {import('./office.mjs').Office} Office */

/** People who check in, and send to other clients, while it stalls. */
const OTHERS = 8

/**
 * How much others get done: check-ins, and every fourth a send to a client of his own over a gateway that works.
 *
 * @param {Office} office
 * @param {number} ms
 * @returns {Promise<{ perSecond: number, rest: Promise<unknown> }>} what was done in the time; `rest` are those who wait
 */
async function othersFor({ db, fresh, send }, ms) {
  const started = performance.now()
  let done = 0
  const rest = Promise.all(
    Array.from({ length: OTHERS }, async () => {
      for (let n = 1; performance.now() - started < ms; n += 1) {
        if (n % 4 === 0) await send('swift')
        else await checkIn.claim(db, fresh('member'))
        if (performance.now() - started < ms) done += 1
      }
    }),
  )
  await Promise.race([rest, new Promise((resolve) => setTimeout(resolve, ms))])
  return { perSecond: done / (ms / 1000), rest }
}

/**
 * @param {Office} office
 * @param {number} ms
 */
async function without(office, ms) {
  const { perSecond, rest } = await othersFor(office, ms)
  await rest
  return perSecond
}

/**
 * Sixteen messages whose gateway does not answer: taken, recorded as being sent, waiting.
 *
 * @param {Office} office
 * @param {number} ms
 */
async function during(office, ms) {
  const { slow, send, dispatcher } = office
  slow.hold()
  for (let n = 0; n < STALLED; n += 1) await send('slow')
  dispatcher.wake()
  await until('sixteen stalled calls', () => slow.waiting === STALLED)
  const { perSecond, rest } = await othersFor(office, ms)
  await rest
  slow.letGo()
  await until('the end of the stall', () => slow.waiting === 0)
  return perSecond
}

/**
 * The usual cure, on the same pool: the gateway is called under the lock of the client's row.
 *
 * @param {Office} office
 * @param {number} ms
 */
async function underLocks(office, ms) {
  const { db, slow, fresh } = office
  slow.hold()
  const calls = Array.from({ length: STALLED }, async (_, n) => {
    const query = { text: 'select id from client where id = $1', values: [n + 1] }
    await withLock(db, query, async () => await slow.call(fresh('locked')), { maxHoldMs: 600_000 })
  })
  await until('every connection to be held', () => slow.waiting === CONNECTIONS)
  const { perSecond, rest } = await othersFor(office, ms)
  slow.letGo()
  await Promise.all([rest, ...calls])
  return perSecond
}

const SITUATIONS = [
  { name: 'no stall', play: without },
  { name: '16 stalled sends', play: during },
  { name: '16 stalled calls in withLock', play: underLocks },
]

/**
 * In turn, the order turned round each time; the first two stand side by side. The first two rounds are not counted.
 *
 * @param {Office} office
 * @param {{ rounds: number, ms: number }} size
 */
export async function stalls(office, { rounds, ms }) {
  const results = SITUATIONS.map((situation) => ({ ...situation, rates: /** @type {number[]} */ ([]) }))
  for (let round = -2; round < rounds; round += 1) {
    for (const { play, rates } of round % 2 === 0 ? results : results.toReversed()) {
      const rate = await play(office, ms)
      if (round >= 0) rates.push(rate)
    }
  }
  return results.map(({ name, rates }) => {
    const ratios = rates.map((rate, round) => rate / (results[0]?.rates[round] ?? Number.NaN))
    return {
      situation: name,
      perSecond: spreadOf(rates),
      ratio: spreadOf(ratios),
      medianRatio: medianRange(ratios),
      rounds: rates.map(Math.round),
    }
  })
}
