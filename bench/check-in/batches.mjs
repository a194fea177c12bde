import { day, fromPg, once } from 'daylatch'
import pg from 'pg'
import { cpuMsOf } from '../shared/machine.mjs'
import { quantile } from '../shared/statistics.mjs'
import { memberId } from './members.mjs'

const SIZES = [1, 4, 16, 64, 256]

/**
 * Claims per second in the database against the size of a batch: one connection, one batch after the other, no HTTP.
 *
 * @param {import('./players.mjs').Stage} stage
 * @param {{ rounds: number, claims: number }} size `claims` of each slice, but for those of one at a time, which take a fifth
 */
export async function batchSizes({ members, day: today, shared, postmaster }, { rounds, claims }) {
  const pool = new pg.Pool({ connectionString: shared.url, max: 1, pipeline: true, idleTimeoutMillis: 0 })
  const db = fromPg(pool, { prepare: true })
  const checkIn = once('check-in', {
    per: day({ zone: 'UTC', resetAt: today.resetAt }),
    reward: { amount: 25, unit: 'reading' },
    rank: true,
  })
  const results = SIZES.map((size) => ({
    size,
    rates: /** @type {number[]} */ ([]),
    cpu: /** @type {number[]} */ ([]),
  }))
  try {
    for (let round = -1; round < rounds; round += 1) {
      for (const { size, rates, cpu } of round % 2 === 0 ? results : results.toReversed()) {
        const count = Math.ceil((size === 1 ? claims / 5 : claims) / size) * size
        const { first } = await members.atLeast(count)
        members.spend(count)
        const [started, used] = [performance.now(), cpuMsOf([postmaster])]
        for (let done = 0; done < count; done += size) {
          const batch = Array.from({ length: size }, (_, n) => memberId(first + done + n))
          const made = await checkIn.claimMany(db, batch, { account: '1' })
          if (made.some(({ status }) => status !== 'claimed')) throw new Error('A member had claimed already')
        }
        if (round < 0) continue
        rates.push((count / (performance.now() - started)) * 1000)
        cpu.push((Math.max(0, cpuMsOf([postmaster]) - used) / count) * 1000)
      }
    }
  } finally {
    await pool.end()
  }
  return results.map(({ size, rates, cpu }) => ({
    size,
    perSecond: quantile(rates, 0.5),
    databaseMicros: quantile(cpu, 0.5),
  }))
}
