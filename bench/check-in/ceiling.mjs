import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { spreadOf } from '../shared/statistics.mjs'
import { CALLERS } from './rounds.mjs'

/**
 * What the load generator can do by itself, with the same number of connections and the same requests: against a server
 * that answers without reading. The servers that are compared must stay well below.
 *
 * @param {import('./players.mjs').Stage} stage
 * @param {{ rounds: number, ms: number }} size
 */
export async function ceiling({ load }, { rounds, ms }) {
  const child = fork(fileURLToPath(new URL('load/ceiling-server.mjs', import.meta.url)))
  const { port } = await new Promise((resolve) => child.once('message', resolve))
  const rates = []
  const cpu = []
  try {
    for (let round = -1; round < rounds; round += 1) {
      const fresh = { first: 600_000_000, count: 5000 }
      const slice = { port, callers: CALLERS, ms, runUpMs: ms / 4, fresh, isEndless: true }
      const { perSecond, cpuMs, answers } = await load.play(slice)
      if (round < 0) continue
      rates.push(perSecond)
      cpu.push((cpuMs / answers) * 1000)
    }
  } finally {
    child.disconnect()
  }
  return { perSecond: spreadOf(rates), cpuMicros: spreadOf(cpu) }
}
