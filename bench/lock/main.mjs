import { mkdirSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { removeLocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'
import pg from 'pg'
import { Player } from './player.mjs'
import { circumstances, table, verdicts } from './report.mjs'
import { check, compete } from './rounds.mjs'

/** At least this much of the throughput of the same transaction by hand. */
const goal = 0.95

const scenarios = [
  { name: 'one caller', callers: 1, isHot: false },
  { name: '16 callers, a row each', callers: 16, isHot: false },
  { name: '64 callers, one row', callers: 64, isHot: true },
]

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    ms: { type: 'string' },
    out: { type: 'string', default: '.daylatch/bench/lock.json' },
  },
})
const usual = values.quick ? { rounds: 5, ms: 250 } : { rounds: 21, ms: 1000 }
const size = { rounds: Number(values.rounds ?? usual.rounds), ms: Number(values.ms ?? usual.ms) }
if (!(size.rounds >= 1 && size.rounds <= 1000 && size.ms >= 1 && size.ms <= 60_000)) {
  console.error('Expected `--rounds` to be a number from 1 to 1000, and `--ms` one from 1 to 60000')
  process.exit(2)
}
const resultFile = path.resolve(fileURLToPath(new URL('../../', import.meta.url)), values.out)

/** @param {string} url */
async function run(url) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const players = ['by hand', 'by hand, no timeout', 'withLock'].map((name) => new Player(name, url))
  const careless = new Player('no lock', url)
  try {
    await client.query(
      'create table account (id int primary key, balance int not null) with (fillfactor = 50)',
    )
    await client.query('insert into account select n, 0 from generate_series(1, 64) n')
    const made = await circumstances(client)
    for (const [name, value] of Object.entries(made)) console.log(`${name.padEnd(18)} ${value}`)
    const correctness = await check(client, players, careless)
    console.log(
      `\nCorrect: ${correctness}.\n${String(size.rounds)} rounds of ${String(size.ms)} ms each, in turn:\n`,
    )
    const scores = []
    for (const scenario of scenarios) scores.push(...(await compete(client, players, scenario, size)))
    console.log(`${table(scores)}\n\n${verdicts(scores, goal).join('\n')}`)
    mkdirSync(path.dirname(resultFile), { recursive: true })
    const result = { at: new Date().toISOString(), goal, size, circumstances: made, correctness, scores }
    writeFileSync(resultFile, `${JSON.stringify(result, null, 2)}\n`)
    console.log(`\n${path.relative(process.cwd(), resultFile)}`)
  } finally {
    await Promise.all([...players, careless].map((player) => player.leave()))
    await client.end()
  }
}

const dataFolder = path.join(tmpdir(), `daylatch-bench-${randomUUID()}`)
const postgres = await startLocalPostgres({ dataFolder, settings: { max_connections: '300' } })
try {
  await run(postgres.url)
} finally {
  await postgres.stop()
  await removeLocalPostgres(dataFolder)
}
