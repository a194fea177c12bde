import pg from 'pg'
import { circumstances, tell } from '../shared/circumstances.mjs'
import { writeResult } from '../shared/result-file.mjs'
import { sizesFromCommandLine } from '../shared/sizes.mjs'
import { withPostgres } from '../shared/with-postgres.mjs'
import { Player } from './player.mjs'
import { table, verdicts } from './report.mjs'
import { check, compete, warmUp } from './rounds.mjs'

/** At least this much of the throughput of the same transaction by hand. */
const goal = 0.95

const scenarios = [
  { name: 'one caller', callers: 1, isHot: false, stretch: 1 },
  { name: '16 callers, a row each', callers: 16, isHot: false, stretch: 1 },
  { name: '64 callers, one row', callers: 64, isHot: true, stretch: 4 },
]

const { size, out } = sizesFromCommandLine(
  '.daylatch/bench/lock.json',
  { rounds: 100, ms: 150 },
  { rounds: 20, ms: 100 },
)

/** @param {string} url */
async function run(url) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const players = ['by hand', 'withLock', 'by hand, no timeout'].map((name) => new Player(name, url))
  const careless = new Player('no lock', url)
  try {
    await client.query(
      'create table account (id int primary key, balance int not null) with (fillfactor = 50)',
    )
    await client.query('insert into account select n, 0 from generate_series(1, 64) n')
    const made = await circumstances(client)
    tell(made)
    const correctness = await check(client, players, careless)
    console.log(`\nCorrect: ${correctness}.`)
    console.log(`${String(size.rounds)} rounds in slices of ${String(size.ms)} ms, in turn:\n`)
    await warmUp(client, players, Math.min(300, size.rounds * 5))
    const scores = []
    for (const scenario of scenarios) scores.push(...(await compete(client, players, scenario, size)))
    console.log(`${table(scores)}\n\n${verdicts(scores, goal).join('\n')}`)
    writeResult(out, { goal, size, circumstances: made, correctness, scores })
  } finally {
    await Promise.all([...players, careless].map((player) => player.leave()))
    await client.end()
  }
}

await withPostgres(run)
