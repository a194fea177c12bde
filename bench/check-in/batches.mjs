import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { BATCH_CHANNEL, day, fromPg, once } from 'daylatch'
import pg from 'pg'
import { cpuMsOf } from '../shared/machine.mjs'
import { quantile } from '../shared/statistics.mjs'
import { memberId } from './members.mjs'

const SIZES = [1, 4, 16, 64, 256]

/**
 * Claims per second in the database against the size of a batch: one batch after the other by the statement that a server
 * uses, prepared, and no HTTP. Twice as many callers wait as go into a batch, so that each is full; the first holds one.
 *
 * @param {import('./players.mjs').Stage} stage
 * @param {{ rounds: number, claims: number }} size `claims` of each slice, but for those of one at a time, which take a fifth
 */
export async function batchSizes({ members, day: today, shared, postmaster }, { rounds, claims }) {
  const pool = new pg.Pool({ connectionString: shared.url, max: 2, pipeline: true, idleTimeoutMillis: 0 })
  const db = fromPg(pool, { prepare: true })
  const contests = SIZES.map((size) => ({
    size,
    checkIn: once('check-in', {
      per: day({ zone: 'UTC', resetAt: today.resetAt }),
      reward: { amount: 25, unit: 'reading' },
      rank: true,
      maxBatch: size,
    }),
    rates: /** @type {number[]} */ ([]),
    cpu: /** @type {number[]} */ ([]),
    batches: 0,
  }))
  /** @type {typeof contests[number] | undefined} */
  let running
  const count = () => {
    if (running !== undefined) running.batches += 1
  }
  subscribe(BATCH_CHANNEL, count)
  try {
    for (let round = -1; round < rounds; round += 1) {
      for (const contest of round % 2 === 0 ? contests : contests.toReversed()) {
        const { size, checkIn, rates, cpu } = contest
        const number = size === 1 ? Math.ceil(claims / 5) : claims
        let { first: next } = await members.atLeast(number)
        const end = next + number
        members.spend(number)
        contest.batches = 0
        running = contest
        const [started, used] = [performance.now(), cpuMsOf([postmaster])]
        await Promise.all(
          Array.from({ length: size * 2 }, async () => {
            while (next < end) {
              const { status } = await checkIn.claim(db, memberId(next++), { account: '1' })
              if (status !== 'claimed') throw new Error('A member had claimed already')
            }
          }),
        )
        if (round < 0) continue
        rates.push((number / (performance.now() - started)) * 1000)
        cpu.push((Math.max(0, cpuMsOf([postmaster]) - used) / number) * 1000)
        // One more begins them, and what is left ends them.
        if (contest.batches > number / size + 2) throw new Error(`Batches of ${String(size)} were not full`)
      }
    }
  } finally {
    unsubscribe(BATCH_CHANNEL, count)
    await pool.end()
  }
  return contests.map(({ size, rates, cpu }) => ({
    size,
    perSecond: quantile(rates, 0.5),
    databaseMicros: quantile(cpu, 0.5),
  }))
}
