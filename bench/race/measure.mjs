import { confirm, explore, openLab, runZoo } from '@daylatch/race'

/** @typedef {import('@daylatch/race').LabOptions<any>} LabOptions */
/** @typedef {import('@daylatch/race').Program} Program */

/**
 * @template T
 * @param {LabOptions} options
 * @param {(lab: Awaited<ReturnType<typeof openLab>>) => Promise<T>} use
 */
export async function withLab(options, use) {
  const lab = await openLab(options)
  try {
    return await use(lab)
  } finally {
    await lab.close()
  }
}

/**
 * Orders per second: each round runs orders of a random walk for `ms`, and all of them are run in full.
 *
 * @param {Program} program
 * @param {{ rounds: number, ms: number }} size
 */
export async function ordersPerSecond(program, { rounds, ms }) {
  const rates = []
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now()
    let orders = 0
    for (; performance.now() - started < ms; orders++) {
      // Whoever has gone on goes on more often than not, as most orders of a search do.
      await program.run(({ enabled, previous }) => {
        const same = enabled.find(({ actor }) => actor === previous)
        const other = enabled[Math.floor(Math.random() * enabled.length)]
        return (Math.random() < 0.7 && same ? same : other)?.actor ?? 0
      })
    }
    // The first round warms up.
    if (round > 0) rates.push((orders / (performance.now() - started)) * 1000)
  }
  return rates
}

/**
 * All orders of two sign-ins, and how many of them had to be run.
 *
 * @param {LabOptions} options
 */
export async function reduction(options) {
  return await withLab(options, async (lab) => {
    const { coverage } = await explore(lab, { bound: 'unbounded', stopAtFirst: false, walks: 0 })
    const last = coverage.phases.at(-1)
    return {
      orders: Number(last?.schedules ?? 0),
      executed: coverage.executions,
      classes: last?.classes ?? 0,
    }
  })
}

/**
 * How often of `times` the first order that fails does the same again.
 *
 * @param {LabOptions} options
 * @param {number} times
 */
export async function replayed(options, times) {
  return await withLab(options, async (lab) => {
    const { found } = await explore(lab)
    if (found === null) throw new Error('Expected the sign-in to race')
    const { same } = await confirm(lab, found.run, times)
    return { times, same }
  })
}

/**
 * Time to the first order that fails, for each bug and trap of the zoo, in ms by round.
 *
 * @param {number} rounds
 * @param {(rows: readonly import('@daylatch/race').ZooRow[]) => void} onRound
 */
export async function firstCounterexamples(rounds, onRound) {
  /** @type {Map<string, number[]>} */
  const times = new Map()
  for (let round = 0; round < rounds; round++) {
    const rows = await runZoo()
    onRound(rows)
    for (const { scenario, variant, outcome, ms } of rows) {
      if (outcome !== 'caught') continue
      const name = `${scenario}, ${variant}`
      times.set(name, [...(times.get(name) ?? []), ms])
    }
  }
  return times
}
