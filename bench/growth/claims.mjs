import { memberId } from '../check-in/members.mjs'
import { medianRange, spreadOf } from '../shared/statistics.mjs'

/** @typedef {import('./site.mjs').Site} Site */

/** Claims under way at a time: the library makes batches of them. */
const TOGETHER = 256

/** A prime: counting in steps of it comes by every member once, and those of one batch have their rows far apart. */
const STEP = 611_953

/**
 * The member who comes as the nth. Not in the order of their rows: 256 neighbours in a batch would fill the room that their
 * pages keep for updates, which strangers who happen to come together do not.
 *
 * @param {number} n
 * @param {number} members
 */
function comer(n, members) {
  return memberId((n * STEP) % members)
}

/**
 * What so many claims take, by members who have not claimed today.
 *
 * @param {Site} site
 * @param {number} first
 * @param {number} count
 */
async function claim({ db, checkIn, members, databaseMs }, first, count) {
  const [started, cpu] = [performance.now(), databaseMs()]
  let next = first
  await Promise.all(
    Array.from({ length: TOGETHER }, async () => {
      while (next < first + count) {
        const { status } = await checkIn.claim(db, comer(next++, members), { account: '1' })
        if (status !== 'claimed') throw new Error('A member had claimed already')
      }
    }),
  )
  return {
    micros: ((performance.now() - started) / count) * 1000,
    databaseMicros: ((databaseMs() - cpu) / count) * 1000,
  }
}

/** Which part of all members has come before anything is timed. */
const COME = 1 / 5

/**
 * How many claims a slice may have, so that the smallest site has members for all.
 *
 * @param {number} members of the smallest
 * @param {number} rounds
 */
export function claimsOfSlice(members, rounds) {
  return Math.min(800, Math.floor((members * (1 - COME)) / (rounds + 2)))
}

/**
 * The cost of a claim at each size, in turn, so that neighbours meet the same machine. All are at the same point of their
 * day: a fifth of the members has come. Before that each claim meets pages that nobody has changed since the last checkpoint,
 * which go into the log whole; what that costs is told too. The first two rounds are not counted.
 *
 * @param {readonly Site[]} sites the smallest first
 * @param {{ rounds: number, count: number }} size
 */
export async function costOfClaims(sites, { rounds, count }) {
  const mornings = /** @type {Awaited<ReturnType<typeof claim>>[]} */ ([])
  for (const site of sites) {
    await site.client.query('checkpoint')
    mornings.push(await claim(site, 0, Math.floor(site.members * COME)))
  }
  const results = sites.map((site, index) => ({
    site,
    morning: mornings[index]?.micros ?? Number.NaN,
    micros: /** @type {number[]} */ ([]),
    databaseMicros: /** @type {number[]} */ ([]),
  }))
  for (let round = -2; round < rounds; round += 1) {
    for (const { site, micros, databaseMicros } of round % 2 === 0 ? results : results.toReversed()) {
      const cost = await claim(site, Math.floor(site.members * COME) + (round + 2) * count, count)
      if (round < 0) continue
      micros.push(cost.micros)
      databaseMicros.push(cost.databaseMicros)
    }
  }
  return results.map(({ site, morning, micros, databaseMicros }) => {
    const ratios = micros.map((one, round) => one / (results[0]?.micros[round] ?? Number.NaN))
    const sum = (/** @type {readonly number[]} */ values) => values.reduce((total, value) => total + value, 0)
    return {
      claims: site.claims,
      members: site.members,
      morning,
      micros: spreadOf(micros),
      databaseMicros: sum(databaseMicros) / databaseMicros.length,
      ratio: spreadOf(ratios),
      ratioRange: medianRange(ratios),
      databaseRatio: sum(databaseMicros) / sum(results[0]?.databaseMicros ?? []),
    }
  })
}
