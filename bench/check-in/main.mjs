import { loadavg } from 'node:os'
import { circumstances, tell } from '../shared/circumstances.mjs'
import { loadInWords } from '../shared/load-in-words.mjs'
import { writeBeside, writeResult } from '../shared/result-file.mjs'
import { sizesFromCommandLine } from '../shared/sizes.mjs'
import { withPostgres } from '../shared/with-postgres.mjs'
import { batchSizes } from './batches.mjs'
import { ceiling } from './ceiling.mjs'
import { chart } from './chart.mjs'
import { startContestants } from './contestants.mjs'
import { assertAgrees, checkAll, halfLoads, prepareAll } from './phases.mjs'
import { openStage } from './players.mjs'
import { batchTable, goals, halfTable, poolsInWords, scoresOf, table, verdicts } from './report.mjs'
import { compete } from './rounds.mjs'
import { distinct, hammered, mostlyRepeats } from './workloads.mjs'

const { size, out, isQuick } = sizesFromCommandLine(
  '.daylatch/bench/check-in.json',
  { rounds: 9, ms: 1000 },
  { rounds: 9, ms: 500 },
)

/** How long is measured what is only tried. */
const brief = Math.min(400, size.ms)

/** @typedef {import('./servers/javascript.mjs').Server} Server */

/**
 * @param {import('./players.mjs').Stage} stage
 * @param {readonly Server[]} servers
 */
async function contests(stage, servers) {
  const few = servers.filter(({ name }) => ['constant', 'daylatch'].includes(name))
  // Whoever does not count the day's check-ins cannot be checked beside repeats, and is there for one figure only.
  const ranked = servers.filter(({ hasRanks }) => hasRanks !== false)
  const workloads = [
    { workload: distinct, who: servers },
    { workload: await hammered(stage), who: isQuick ? few : ranked },
    ...(isQuick ? [] : [{ workload: await mostlyRepeats(stage), who: ranked }]),
  ]
  const scores = []
  const others = []
  for (const { workload, who } of workloads) {
    const contest = await compete(stage, who, workload, size)
    const of = scoresOf(contest)
    scores.push(...of)
    others.push(...contest.others)
    console.log(`${table(of)}\n`)
  }
  return { scores, others }
}

/** @param {string} url */
async function run(url) {
  const stage = await openStage(url)
  /** @type {Server[]} */
  const servers = []
  try {
    const made = await circumstances(stage.client)
    tell(made)
    await startContestants(stage.shared, isQuick, (server) => servers.push(server))
    servers.splice(1, 0, stage.ours)
    await stage.members.atLeast(10_000)
    const correctness = await checkAll(
      stage,
      servers.filter(({ answersAlways }) => answersAlways !== true),
    )
    console.log(`\nCorrect: ${correctness}.`)
    const able = await ceiling(stage, { rounds: 3, ms: brief })
    console.log(
      `The load generator alone: ${able.perSecond.median.toFixed(0)} per second, ${able.cpuMicros.median.toFixed(0)} µs of its own CPU time each`,
    )
    const pools = await prepareAll(stage, servers, { isQuick, ms: brief })
    console.log(poolsInWords(pools))
    console.log(`${String(size.rounds)} rounds in slices of ${String(size.ms)} ms, in turn:\n`)
    const { scores, others } = await contests(stage, servers)
    const first = scores.filter(({ workload }) => workload === distinct.name)
    const half = await halfLoads(stage, isQuick ? [stage.ours] : servers, first, 5)
    const batches = await batchSizes(
      stage,
      isQuick ? { rounds: 1, claims: brief * 4 } : { rounds: 5, claims: 4096 },
    )
    console.log(`${halfTable(half)}\n\n${batchTable(batches)}\n`)
    if (!isQuick) await assertAgrees(stage)
    const load = loadInWords(others)
    console.log(`${verdicts(scores, half).join('\n')}\n${load}`)
    const circumstance = { ...made, loadAverage: loadavg() }
    const measured = { ceiling: able, pools, scores, half, batches, others }
    writeResult(out, { goals, size, circumstances: circumstance, correctness, ...measured })
    const note = `${made['cpus'] ?? ''}, Node.js ${process.version}, PostgreSQL ${made['server_version'] ?? ''}. ${load}`
    writeBeside(out, '.svg', chart(first, note))
  } finally {
    await Promise.all(servers.filter((server) => server !== stage.ours).map((server) => server.leave()))
    await stage.end()
  }
}

await withPostgres(run)
