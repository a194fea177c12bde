import pg from 'pg'
import { circumstances, tell } from '../shared/circumstances.mjs'
import { writeResult } from '../shared/result-file.mjs'
import { sizesFromCommandLine } from '../shared/sizes.mjs'
import { inWords } from '../shared/statistics.mjs'
import { withPostgres } from '../shared/with-postgres.mjs'
import { loadInWords } from '../shared/load-in-words.mjs'
import { parentOf, watchOthers } from '../shared/machine.mjs'
import { accepting } from './accepting.mjs'
import { check } from './check.mjs'
import { openOffice } from './office.mjs'
import { acceptingTable, goals, rivalsTable, stallsTable, verdict } from './report.mjs'
import { ours } from './rivals/ours.mjs'
import { rivals } from './rivals/rivals.mjs'
import { IN_FLIGHT, startSite } from './site.mjs'
import { stalls } from './stalls.mjs'
import { throughHandset } from './through-handset.mjs'

const { size, out } = sizesFromCommandLine(
  '.daylatch/bench/messages.json',
  { rounds: 30, ms: 500 },
  { rounds: 6, ms: 300 },
)
const accepts = size.rounds * 20
/** How long staff works beside the stall. */
const WINDOW_MS = Math.min(5000, size.rounds * 500)
const bursts = { rounds: Math.max(1, Math.round(size.rounds / 6)), count: Math.min(4000, size.rounds * 150) }

/** @param {string} url */
async function run(url) {
  const made = await withClient(url, circumstances)
  const tellLoad = watchOthers([process.pid, await withClient(url, postmasterOf)])
  tell(made)
  const { correctness, others: duringStalls } = await inTheLibrary(url)
  console.log(`\n${stallsTable(duringStalls)}\n`)
  const { through, answers, beside } = await overHttp(url)
  beside.push(...(await rivals(url, WINDOW_MS)))
  const { perSecond } = through
  console.log(`${acceptingTable(answers)}\n\n${rivalsTable(beside)}`)
  console.log(
    `\nthrough the handset, ${String(IN_FLIGHT)} calls at a time, ${String(through.messages)} messages: ` +
      `${perSecond.median.toFixed(0)} per second (middle half ${inWords([perSecond.q1, perSecond.q3], 0)})\n`,
  )
  const ratio = duringStalls[1]?.ratio.median ?? Number.NaN
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
  const taken = tellLoad()
  console.log(loadInWords([taken]))
  writeResult(out, {
    goals,
    size,
    circumstances: made,
    correctness,
    others: duringStalls,
    accepting: answers,
    through,
    beside,
    machineOfOthers: taken,
  })
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
    const through = await throughHandset(site, pool, bursts)
    // Until it has been asked a few hundred times, a server compiles its code.
    await ours(site, pool, 'warming up', WINDOW_MS)
    const measured = {
      through,
      beside: [await ours(site, pool, 'no stall', WINDOW_MS)],
      answers: await accepting(site, pool, accepts),
    }
    // The stall goes on.
    measured.beside.push(await ours(site, pool, 'during the stall', WINDOW_MS))
    return measured
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

/** @param {pg.Client} client */
async function postmasterOf(client) {
  return parentOf((await client.query('select pg_backend_pid() as pid')).rows[0].pid)
}

await withPostgres(run)
