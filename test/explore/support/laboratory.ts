import { type Database, fromPg, type Problem, verify } from 'daylatch'
import { type Aftermath, type Lab, openLab, type Program } from '@daylatch/race'
import { serverUrl, withDatabase } from '@daylatch/test-kit'
import pg from 'pg'
import { digest } from './digest.ts'
import type { Operation } from './operations.ts'
import { newProcess, type Process } from './process.ts'
import { plant, type Seeds } from './seeds.ts'

export interface LaboratoryOptions {
  /** How many act at once. */
  readonly actors: number
}

/** A database with seeds in it, and a process for each actor: any operations can be tried on it, one set after another. */
export interface Laboratory {
  /**
   * The operations as a program for the explorer, one for each actor.
   *
   * @param rewrite what is done to each statement before it is sent: a guard that is taken away
   */
  readonly program: (operations: readonly Operation[], rewrite?: (text: string) => string) => Program
  /** A statement beside the operations. */
  readonly query: (text: string) => Promise<unknown>
  readonly close: () => Promise<void>
}

interface Site {
  readonly processes: readonly Process[]
  readonly seeds: Seeds
  readonly end: () => Promise<void>
}

export async function openLaboratory({ actors }: LaboratoryOptions): Promise<Laboratory> {
  let operations: readonly Operation[] = []
  let rewrite = asItIs
  let seeds: Seeds | undefined
  let point: (name: string) => Promise<void> = async () => undefined
  const calls: string[] = []
  const judge = new Judge()
  const call = async (attemptId: string): Promise<void> => {
    await point('the gateway is called')
    calls.push(attemptId)
  }
  const lab: Lab<Site> = await openLab<Site>({
    database: serverUrl(),
    // An execution takes milliseconds, and on a machine with much else to do a thousand times as long.
    giveUpAfterMs: 60_000,
    setUp: async ({ url }) => {
      const pool = new pg.Pool({ connectionString: url })
      seeds = await plant(newProcess(pool, asItIs, () => undefined))
      await pool.end()
    },
    application: async (url) => {
      const pools = Array.from({ length: actors }, () => new pg.Pool({ connectionString: url, max: 3 }))
      const processes = pools.map((pool) => newProcess(pool, (text) => rewrite(text), call))
      // What a dispatcher asks for before its first delivery is no part of any operation.
      for (const { dispatcher } of processes) await dispatcher.deliver(crypto.randomUUID())
      if (seeds === undefined) throw new Error('Expected the seeds to be planted')
      return {
        processes,
        seeds,
        end: async () => {
          await Promise.all(pools.map((pool) => pool.end()))
          await judge.end()
        },
      }
    },
    actors: Array.from({ length: actors }, (_, index) => async (site: Site) => {
      const [operation, process] = [operations[index], site.processes[index]]
      if (operation === undefined || process === undefined) throw new Error(`Nobody is actor ${index}`)
      return await operation.run(process, site.seeds)
    }),
    invariant: async (aftermath) => {
      const broken = await judge.complain(aftermath, operations, calls)
      calls.length = 0
      return broken
    },
  })
  point = (name) => lab.point(name)
  return {
    program: (chosen, without = asItIs) => {
      operations = chosen
      rewrite = without
      judge.forget()
      return {
        actors: chosen.map(({ name }) => name),
        run: (choose, options) => lab.run(choose, options),
        footprints: lab.footprints,
      }
    },
    query: async (text) => await lab.query(text),
    close: async () => await lab.close(),
  }
}

function asItIs(text: string): string {
  return text
}

/** Says what is wrong after a run. The serial orders, which an explorer runs first, tell it what may come out. */
class Judge {
  #db: Database | undefined
  #pool: pg.Pool | undefined
  /** What was told and stored after serial orders. */
  #serial = new Set<string>()
  /** What the library says of each end that was seen: the same of all that are the same but for ids and times. */
  #problems = new Map<string, Problem | null>()
  #runs = 0

  /** From now on other operations are judged. */
  forget(): void {
    this.#serial = new Set()
    this.#problems = new Map()
    this.#runs = 0
  }

  async end(): Promise<void> {
    await this.#pool?.end()
  }

  async complain(
    aftermath: Aftermath<Site>,
    operations: readonly Operation[],
    calls: readonly string[],
  ): Promise<string | undefined> {
    this.#runs += 1
    const { outcomes } = aftermath
    const errors = outcomes.flatMap((outcome, index) =>
      outcome.kind === 'threw' ? [`${operations[index]?.name} threw ${String(outcome.error)}`] : [],
    )
    if (errors.length > 0) return errors.join('; ')
    if (calls.length > 1) return `the gateway was called for ${calls.join(' and ')}`
    const [row] = await aftermath.query<{ digest: string }>(digest)
    const stored = row?.digest ?? ''
    const problem = await this.#verify(aftermath, stored)
    if (problem !== null) return `${problem.rule}: ${problem.text}`
    const told = outcomes.map((outcome) => (outcome.kind === 'returned' ? String(outcome.value) : ''))
    return operations.every(({ isAtomic }) => isAtomic)
      ? this.#compare(`${told.join(' | ')}\n${stored}`, operations.length)
      : undefined
  }

  async #verify(aftermath: Aftermath<Site>, stored: string): Promise<Problem | null> {
    const known = this.#problems.get(stored)
    if (known !== undefined) return known
    this.#db ??= await this.#connect(aftermath)
    const { problem } = await verify(this.#db)
    this.#problems.set(stored, problem)
    return problem
  }

  async #connect(aftermath: Aftermath<Site>): Promise<Database> {
    const [row] = await aftermath.query<{ name: string }>('select current_database() as name')
    const connectionString = withDatabase(serverUrl(), row?.name ?? '')
    this.#pool = new pg.Pool({ connectionString, max: 1, pipeline: true } as pg.PoolConfig)
    return fromPg(this.#pool, { prepare: true })
  }

  /** What each was told and what is stored must be as if they had come one after the other. */
  #compare(end: string, actors: number): string | undefined {
    if (this.#runs <= factorial(actors)) this.#serial.add(end)
    return this.#serial.has(end) ? undefined : `no serial order ends like this: ${end}`
  }
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1)
}
