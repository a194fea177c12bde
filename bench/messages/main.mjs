import pg from 'pg'
import { circumstances, tell } from '../shared/circumstances.mjs'
import { writeResult } from '../shared/result-file.mjs'
import { sizesFromCommandLine } from '../shared/sizes.mjs'
import { inWords } from '../shared/statistics.mjs'
import { withPostgres } from '../shared/with-postgres.mjs'
import { accepting } from './accepting.mjs'
import { check } from './check.mjs'
import { openOffice } from './office.mjs'
import { acceptingTable, goals, stallsTable, verdict } from './report.mjs'
import { IN_FLIGHT, startSite } from './site.mjs'
import { stalls } from './stalls.mjs'
import { throughHandset } from './through-handset.mjs'

const { size, out } = sizesFromCommandLine(
  '.daylatch/bench/messages.json',
  { rounds: 30, ms: 500 },
  { rounds: 6, ms: 300 },
)
const accepts = size.rounds * 20
const bursts = { rounds: Math.max(1, Math.round(size.rounds / 6)), count: Math.min(4000, size.rounds * 150) }

/** @param {string} url */
async function run(url) {
  const made = await withClient(url, circumstances)
  tell(made)
  const { correctness, others } = await inTheLibrary(url)
  console.log(`\n${stallsTable(others)}\n`)
  const { through, answers } = await overHttp(url)
  const { perSecond } = through
  console.log(acceptingTable(answers))
  console.log(
    `\nthrough the handset, ${String(IN_FLIGHT)} calls at a time, ${String(through.messages)} messages: ` +
      `${perSecond.median.toFixed(0)} per second (middle half ${inWords([perSecond.q1, perSecond.q3], 0)})\n`,
  )
  const ratio = others[1]?.ratio.median ?? Number.NaN
  const p99 = answers[1]?.p99 ?? Number.NaN
  console.log(
    [
      verdict(
        'others during 16 stalls',
        Number(ratio.toFixed(3)),
        goals.othersRatio,
        ratio >= goals.othersRatio,
      ),
      verdict(
        'p99 of accepting during the stall, ms',
        Number(p99.toFixed(1)),
        goals.acceptP99Ms,
        p99 < goals.acceptP99Ms,
      ),
      verdict(
        'messages per second through the handset',
        Math.round(perSecond.median),
        goals.throughHandsetPerSecond,
        perSecond.median >= goals.throughHandsetPerSecond,
      ),
    ].join('\n'),
  )
  writeResult(out, { goals, size, circumstances: made, correctness, others, accepting: answers, through })
}

/** @param {string} url */
async function inTheLibrary(url) {
  const office = await openOffice(url)
  try {
    const correctness = await check(office)
    console.log(`\nCorrect: ${correctness}.`)
    console.log(`${String(size.rounds)} rounds in slices of ${String(size.ms)} ms, in turn:`)
    return { correctness, others: await stalls(office, size) }
  } finally {
    await office.close()
  }
}

/**
 * On a database of its own.
 *
 * @param {string} url
 */
async function overHttp(url) {
  await withClient(url, async (client) => await client.query('create database site'))
  const address = url.replace(/\/[^/?]+(\?|$)/, '/site$1')
  const site = await startSite(address)
  const pool = new pg.Pool({ connectionString: address, max: 2 })
  try {
    return {
      through: await throughHandset(site, pool, bursts),
      answers: await accepting(site, pool, accepts),
    }
  } finally {
    await pool.end()
    await site.end()
  }
}

/**
 * @template T
 * @param {string} url
 * @param {(client: pg.Client) => Promise<T>} use
 */
async function withClient(url, use) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

await withPostgres(run)
