import { loadavg } from 'node:os'
import { circumstances, tell } from '../shared/circumstances.mjs'
import { writeResult } from '../shared/result-file.mjs'
import { sizesFromCommandLine } from '../shared/sizes.mjs'
import { withPostgres } from '../shared/with-postgres.mjs'
import { ceiling } from './ceiling.mjs'
import { assertOnceEach, hammered as check } from './hammer.mjs'
import { openStage } from './players.mjs'
import { findPoolSize } from './pool-size.mjs'
import { goals, loadInWords, scoresOf, table, verdicts } from './report.mjs'
import { compete, warmUp } from './rounds.mjs'
import { startJavascript } from './servers/javascript.mjs'
import { atHalfLoad, distinct, hammered, mostlyRepeats } from './workloads.mjs'

const { size, out, isQuick } = sizesFromCommandLine(
  '.daylatch/bench/check-in.json',
  { rounds: 15, ms: 1000 },
  { rounds: 9, ms: 500 },
)

const trial = isQuick
  ? { sizes: [8, 16, 32], rounds: 1, ms: 400 }
  : { sizes: [4, 8, 16, 32, 64], rounds: 3, ms: 400 }

/** @param {string} url */
async function run(url) {
  const stage = await openStage(url)
  /** @type {import('./servers/javascript.mjs').Server[]} */
  const servers = []
  try {
    const made = await circumstances(stage.client)
    tell(made)
    servers.push(await startJavascript('constant', stage.shared), stage.ours)
    for (const name of ['row lock', 'single statement'])
      servers.push(await startJavascript(name, stage.shared))
    await stage.members.atLeast(10_000)
    for (const server of servers) await server.resize?.(16)
    const contestants = servers.filter(({ answersAlways }) => answersAlways !== true)
    for (const server of contestants) await assertOnceEach(stage, server)
    console.log(
      `\nCorrect: ${check}, with each contestant; each was paid once, with one entry, and all others were refused.`,
    )
    const able = await ceiling(stage, { rounds: 3, ms: 400 })
    console.log(
      `The load generator alone: ${able.perSecond.median.toFixed(0)} per second, ${able.cpuMicros.median.toFixed(0)} µs of its own CPU time each`,
    )
    for (const server of servers) await warmUp(stage, server)
    /** @type {Record<string, Awaited<ReturnType<typeof findPoolSize>>>} */
    const pools = {}
    for (const server of contestants) {
      const found = await findPoolSize(stage, server, distinct, trial)
      if (found === undefined) continue
      pools[server.name] = found
      console.log(
        `Pool of ${server.name}: ${String(found.size)} (per second by size: ${JSON.stringify(found.perSecond)})`,
      )
    }
    console.log(`${String(size.rounds)} rounds in slices of ${String(size.ms)} ms, in turn:\n`)
    const scores = []
    const others = []
    const few = servers.filter(({ name }) => ['constant', 'daylatch'].includes(name))
    const contests = [
      { workload: distinct, who: servers },
      { workload: await hammered(stage), who: isQuick ? few : servers },
      ...(isQuick ? [] : [{ workload: await mostlyRepeats(stage), who: servers }]),
    ]
    for (const { workload, who } of contests) {
      const contest = await compete(stage, who, workload, size)
      const of = scoresOf(contest)
      scores.push(...of)
      others.push(...contest.others)
      console.log(`${table(of)}\n`)
    }
    const best = scores.find(({ contestant }) => contestant === 'daylatch')?.perSecond.median ?? 0
    const half = await atHalfLoad(stage, stage.ours, best, isQuick ? 3000 : 10_000)
    console.log(
      `At half load (${half.perSecond.toFixed(0)} per second): p50 ${half.p50.toFixed(1)} ms, p99 ${half.p99.toFixed(1)} ms (goal: below ${String(goals.p99Ms)}); ` +
        `memory of the server process at most ${half.peakMemory.toFixed(0)} MB (goal: below ${String(goals.memoryMb)})`,
    )
    console.log(`\n${verdicts(scores).join('\n')}\n${loadInWords(others)}`)
    writeResult(out, {
      goals,
      size,
      circumstances: { ...made, loadAverage: loadavg() },
      ceiling: able,
      pools,
      scores,
      half,
      others,
    })
  } finally {
    await Promise.all(servers.filter((server) => server !== stage.ours).map((server) => server.leave()))
    await stage.end()
  }
}

await withPostgres(run)
