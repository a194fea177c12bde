import { spawnSync } from 'node:child_process'
import { loadavg } from 'node:os'
import pg from 'pg'
import { benchDay } from '../check-in/day.mjs'
import { circumstances, tell } from '../shared/circumstances.mjs'
import { columns } from '../shared/columns.mjs'
import { parentOf, watchOthers } from '../shared/machine.mjs'
import { writeResult } from '../shared/result-file.mjs'
import { sizesFromCommandLine } from '../shared/sizes.mjs'
import { inWords } from '../shared/statistics.mjs'
import { loadInWords } from '../shared/load-in-words.mjs'
import { withDataFolder } from '../shared/with-postgres.mjs'
import { claimsOfSlice, costOfClaims } from './claims.mjs'
import { timesOfReads } from './reads.mjs'
import { DAYS, whileFilling } from './fill.mjs'
import { makeSite, openSite } from './site.mjs'

const goals = { ratio: 1.3, readMs: 20 }

const { size, out, isQuick, claims } = sizesFromCommandLine(
  '.daylatch/bench/growth.json',
  { rounds: 10, ms: 1000 },
  { rounds: 8, ms: 1000 },
)
const ages = claims ?? (isQuick ? [100_000, 1_000_000] : [100_000, 1_000_000, 10_000_000])
/** Claims per slice and size; each member of the smallest site claims once at most. */
const COUNT = claimsOfSlice((ages[0] ?? 0) / DAYS, size.rounds)

const day = benchDay()

/** @param {string} url of a server that only fills */
async function fill(url) {
  for (const claims of ages) {
    const started = performance.now()
    await makeSite(url, claims, day)
    console.log(`Filled with ${claims.toLocaleString('en')} claims in ${secondsSince(started)} s`)
  }
}

/** @param {number} started */
function secondsSince(started) {
  return ((performance.now() - started) / 1000).toFixed(0)
}

/** @param {string} url */
async function run(url) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const made = await circumstances(client)
  tell(made)
  const { rows } = await client.query('select pg_backend_pid() as pid')
  const sites = []
  try {
    for (const claims of ages) sites.push(await openSite(url, claims, day))
    const others = watchOthers([process.pid, parentOf(rows[0].pid)])
    const costs = await costOfClaims(sites, { rounds: size.rounds, count: COUNT })
    console.log(`\n${costTable(costs)}\n`)
    const reads = []
    for (const site of sites)
      reads.push(...(await timesOfReads(site, day.before.key, Math.min(isQuick ? 100 : 300, size.ms))))
    console.log(`${readTable(reads)}\n`)
    const part = others()
    const oldest = costs.at(-1)
    const slowest = Math.max(...reads.map(({ p99 }) => p99))
    console.log(
      [
        verdict(
          `cost of a claim at ${String(oldest?.claims)} against ${String(costs[0]?.claims)}`,
          oldest?.ratio.median ?? Number.NaN,
          goals.ratio,
        ),
        verdict('the same in CPU time of the database', oldest?.databaseRatio ?? Number.NaN, goals.ratio),
        verdict('slowest p99 of what people read, ms', slowest, goals.readMs),
        loadInWords([part]),
      ].join('\n'),
    )
    writeResult(out, {
      goals,
      circumstances: { ...made, loadAverage: loadavg() },
      costs,
      reads,
      others: part,
    })
  } finally {
    for (const site of sites) await site.end()
    await client.end()
  }
}

/** @param {Awaited<ReturnType<typeof costOfClaims>>} costs */
function costTable(costs) {
  return columns([
    [
      'claims in the tables',
      'members',
      'first fifth',
      'µs per claim',
      'middle half',
      'database CPU µs',
      'ratio',
      'of the median',
      'of the CPU time',
    ],
    ...costs.map(({ claims, members, morning, micros, databaseMicros, ratio, ratioRange, databaseRatio }) => [
      claims.toLocaleString('en'),
      members.toLocaleString('en'),
      morning.toFixed(0),
      micros.median.toFixed(0),
      inWords([micros.q1, micros.q3], 0),
      databaseMicros.toFixed(0),
      ratio.median.toFixed(2),
      inWords(ratioRange, 2),
      databaseRatio.toFixed(2),
    ]),
  ])
}

/** @param {Awaited<ReturnType<typeof timesOfReads>>} reads */
function readTable(reads) {
  return columns([
    ['over HTTP, one after another', 'claims', 'p50 ms', 'p99 ms'],
    ...reads.map(({ name, claims, p50, p99 }) => [
      name,
      claims.toLocaleString('en'),
      p50.toFixed(1),
      p99.toFixed(1),
    ]),
  ])
}

/**
 * @param {string} what
 * @param {number} value
 * @param {number} goal
 */
function verdict(what, value, goal) {
  return `${what}: ${value.toFixed(2)}, goal below ${String(goal)} ${value < goal ? 'met' : 'MISSED'}`
}

await withDataFolder(async (start) => {
  await start(whileFilling, fill)
  const started = performance.now()
  // What was filled in lies in the system's memory; it would be written while something is measured.
  spawnSync('sync')
  console.log(`On the disk after another ${secondsSince(started)} s\n`)
  await start({}, run)
})
