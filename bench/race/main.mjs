import { fileURLToPath } from 'node:url'
import { http } from '@daylatch/race'
import pg from 'pg'
import { circumstances, tell } from '../shared/circumstances.mjs'
import { columns } from '../shared/columns.mjs'
import { writeResult } from '../shared/result-file.mjs'
import { sizesFromCommandLine } from '../shared/sizes.mjs'
import { inWords, quantile, spreadOf } from '../shared/statistics.mjs'
import { firstCounterexamples, ordersPerSecond, reduction, replayed, withLab } from './measure.mjs'
import { invariant, poolFor, setUp, signIn } from './sign-in.mjs'

/** What the lab is meant to reach on an idle machine of two cores. */
const goals = { ordersPerSecond: 400, firstMs: 250, executed: 20 }

const { size, out } = sizesFromCommandLine(
  '.daylatch/bench/race.json',
  { rounds: 5, ms: 3000 },
  { rounds: 1, ms: 1000 },
)

async function run() {
  const inProcess = { setUp, invariant, application: poolFor, actors: [signIn, signIn] }
  const made = await withLab(inProcess, async ({ connectionUrl }) => {
    const client = new pg.Client({ connectionString: connectionUrl })
    await client.connect()
    const found = await circumstances(client)
    await client.end()
    return found
  })
  tell(made)

  const app = `${JSON.stringify(process.execPath)} ${JSON.stringify(fileURLToPath(new URL('app.mjs', import.meta.url)))}`
  const overHttp = {
    setUp,
    invariant,
    application: { command: app },
    actors: [http('POST', '/'), http('POST', '/')],
  }

  const rates = {
    pg: spreadOf(await withLab(inProcess, (lab) => ordersPerSecond(lab, size))),
    http: spreadOf(await withLab(overHttp, (lab) => ordersPerSecond(lab, size))),
  }
  console.log(
    `\n${columns([
      ['two sign-ins of five statements', 'orders/s', 'middle half'],
      ...Object.entries(rates).map(([name, { median, q1, q3 }]) => [
        name === 'pg' ? 'pg, in this process' : 'over HTTP, in a process of its own',
        median.toFixed(0),
        inWords([q1, q3], 0),
      ]),
    ])}`,
  )
  const reduced = await reduction(inProcess)
  console.log(`\n${reduced.orders} orders in all, ${reduced.executed} of them run`)
  const again = await replayed(inProcess, size.rounds > 1 ? 1000 : 100)
  console.log(`${again.same} of ${again.times} replays of the one that fails did the same`)

  const times = await firstCounterexamples(size.rounds, (rows) => {
    const odd = rows.filter(({ isAsExpected }) => !isAsExpected)
    if (odd.length > 0)
      throw new Error(`Not as it should be: ${odd.map(({ scenario }) => scenario).join(', ')}`)
  })
  const first = [...times].map(([name, each]) => ({ name, ...spreadOf(each) }))
  console.log(
    `\n${columns([
      ['ms to the first order that fails', 'median', 'middle half'],
      ...first.map(({ name, median, q1, q3 }) => [name, median.toFixed(0), inWords([q1, q3], 0)]),
    ])}`,
  )
  const median = quantile(
    first.map((each) => each.median),
    0.5,
  )
  console.log(
    `\n${[
      verdict('orders/s of pg handlers', rates.pg.median, goals.ordersPerSecond, (got, goal) => got >= goal),
      verdict('ms to the first order that fails, median of the zoo', median, goals.firstMs, (a, b) => a < b),
      verdict(
        'executions for all orders of two sign-ins',
        reduced.executed,
        goals.executed,
        (a, b) => a <= b,
      ),
      verdict('identical replays', again.same, again.times, (got, goal) => got === goal),
    ].join('\n')}`,
  )
  writeResult(out, { goals, size, circumstances: made, rates, reduced, again, first, median })
}

/**
 * @param {string} what
 * @param {number} got
 * @param {number} goal
 * @param {(got: number, goal: number) => boolean} isMet
 */
function verdict(what, got, goal, isMet) {
  return `${what}: ${got.toFixed(0)}, goal ${String(goal)} ${isMet(got, goal) ? 'met' : 'MISSED'}`
}

await run()
