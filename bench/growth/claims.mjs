import { memberId } from '../check-in/members.mjs'
import { medianRange, spreadOf } from '../shared/statistics.mjs'

/** @typedef {import('./site.mjs').Site} Site */

/** Claims under way at a time: the library makes batches of them. */
const TOGETHER = 256

/**
 * What so many claims take, by members who have not claimed today.
 *
 * @param {Site} site
 * @param {number} first
 * @param {number} count
 */
async function claim({ db, checkIn, databaseMs }, first, count) {
  const [started, cpu] = [performance.now(), databaseMs()]
  let next = first
  await Promise.all(
    Array.from({ length: TOGETHER }, async () => {
      while (next < first + count) {
        const { status } = await checkIn.claim(db, memberId(next++), { account: '1' })
        if (status !== 'claimed') throw new Error('A member had claimed already')
      }
    }),
  )
  return {
    micros: ((performance.now() - started) / count) * 1000,
    databaseMicros: ((databaseMs() - cpu) / count) * 1000,
  }
}

/**
 * The cost of a claim at each size, in turn, so that neighbours meet the same machine. The first rounds are not counted: they
 * bring into memory what a site that runs has there.
 *
 * @param {readonly Site[]} sites the smallest first
 * @param {{ rounds: number, count: number }} size
 */
export async function costOfClaims(sites, { rounds, count }) {
  const results = sites.map((site) => ({
    site,
    micros: /** @type {number[]} */ ([]),
    databaseMicros: /** @type {number[]} */ ([]),
  }))
  for (let round = -2; round < rounds; round += 1) {
    for (const { site, micros, databaseMicros } of round % 2 === 0 ? results : results.toReversed()) {
      const cost = await claim(site, (round + 2) * count, count)
      if (round < 0) continue
      micros.push(cost.micros)
      databaseMicros.push(cost.databaseMicros)
    }
  }
  return results.map(({ site, micros, databaseMicros }) => {
    const ratios = micros.map((one, round) => one / (results[0]?.micros[round] ?? Number.NaN))
    const sum = (/** @type {readonly number[]} */ values) => values.reduce((total, value) => total + value, 0)
    return {
      claims: site.claims,
      members: site.members,
      micros: spreadOf(micros),
      databaseMicros: sum(databaseMicros) / databaseMicros.length,
      ratio: spreadOf(ratios),
      ratioRange: medianRange(ratios),
      databaseRatio: sum(databaseMicros) / sum(results[0]?.databaseMicros ?? []),
    }
  })
}
