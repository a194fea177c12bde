import { quantile } from '../shared/statistics.mjs'

/** @typedef {import('./site.mjs').Site} Site */

/**
 * What people read, each time another member or another page, and pages from anywhere in the list.
 *
 * @param {Site} site
 * @param {string} yesterday
 */
function questions({ members }, yesterday) {
  const any = () => Math.floor(Math.random() * members)
  return [
    {
      name: 'public list, any page',
      ask: () => {
        const cursor = Buffer.from(`${yesterday}/${String(any())}`).toString('base64url')
        return { path: `/api/check-ins?cursor=${cursor}`, member: undefined }
      },
    },
    { name: 'a member’s month', ask: () => ({ path: '/api/check-ins/me', member: any() }) },
    { name: 'change log', ask: () => ({ path: '/api/quota/entries', member: any() }) },
    { name: 'leaderboard', ask: () => ({ path: '/api/leaderboard', member: undefined }) },
  ]
}

/**
 * @param {Site} site
 * @param {string} yesterday
 * @param {number} count of questions of each kind
 */
export async function timesOfReads(site, yesterday, count) {
  const results = []
  for (const { name, ask } of questions(site, yesterday)) {
    const times = []
    for (let n = -20; n < count; n += 1) {
      const { path, member } = ask()
      const headers = member === undefined ? {} : { cookie: site.cookieOf(member) }
      const started = performance.now()
      const response = await fetch(`${site.base}${path}`, { headers })
      const text = await response.text()
      if (n >= 0) times.push(performance.now() - started)
      if (response.status !== 200)
        throw new Error(`${path} was answered with ${String(response.status)}: ${text}`)
    }
    results.push({ claims: site.claims, name, p50: quantile(times, 0.5), p99: quantile(times, 0.99) })
  }
  return results
}
