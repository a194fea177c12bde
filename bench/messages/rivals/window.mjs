import { quantile } from '../../shared/statistics.mjs'

/** Begun at fixed times, whatever became of those before: staff who press buttons. */
const SENDS_PER_SECOND = 20
const READS_PER_SECOND = 40
/** How long an answer is waited for after the last was begun. */
const GRACE_MS = 3000

/**
 * What staff does meanwhile: sends to clients of their own, and looks at the pages of clients.
 *
 * @typedef {object} Staff
 * @property {(n: number) => Promise<number>} send answers with the status
 * @property {(n: number) => Promise<number>} read
 */

/**
 * Lets staff work for a while, and tells what was answered in time; `rest` are those who still wait.
 *
 * @param {Staff} staff
 * @param {number} ms
 */
export async function work(staff, ms) {
  const [sends, reads] = await Promise.all([
    begin(staff.send, SENDS_PER_SECOND, ms, 202),
    begin(staff.read, READS_PER_SECOND, ms, 200),
  ])
  const { rest: ofSends, ...sent } = sends
  const { rest: ofReads, ...read } = reads
  return { figures: { sends: sent, reads: read }, rest: Promise.all([ofSends, ofReads]) }
}

/**
 * @param {(n: number) => Promise<number>} ask
 * @param {number} perSecond
 * @param {number} ms
 * @param {number} expected status
 */
async function begin(ask, perSecond, ms, expected) {
  const count = Math.max(1, Math.round((perSecond * ms) / 1000))
  const started = performance.now()
  const times = /** @type {number[]} */ ([])
  const all = Array.from({ length: count }, async (_, n) => {
    const due = started + (n * 1000) / perSecond
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
    const status = await ask(n)
    if (status !== expected) throw new Error(`Answered with ${String(status)}`)
    times.push(performance.now() - due)
  })
  const enough = new Promise((resolve) => setTimeout(resolve, ms + GRACE_MS))
  const rest = Promise.all(all)
  await Promise.race([rest, enough])
  const answered = [...times]
  const [p50, p99] = [quantile(answered, 0.5), quantile(answered, 0.99)]
  return { begun: count, answered: answered.length, p50, p99, rest }
}
