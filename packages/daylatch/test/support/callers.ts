import pg from 'pg'
import { onTestFinished } from 'vitest'
import { type Database, DaylatchError, fromPg, type Once, spend } from '../../src/index.ts'
import { checkInOnce } from './check-in.ts'

/** Callers as three processes would be: each with a pool and batches of its own. */
export const PROCESSES = 3
const CALLERS_EACH = 4

/** What is done for every subject, one after the other: 25 for today, 5 spent, 25 for the day before yesterday. */
export const SPENT = 5
export const MISSED_DAY = '2026-11-20'

/** Something that a caller was told is done. */
export interface Told {
  readonly subject: string
  readonly what: 'claim' | 'spend' | 'make-up'
  /** The claim's id; of a spend the number of its entry. */
  readonly id: string
  readonly begunAfterCut: boolean
}

export interface Callers {
  readonly told: Told[]
  readonly attempted: Set<string>
  /** From now on, what begins counts as begun after the cut. */
  markCut(): void
  /** Resolves with the code of every caller's last error, when all of them have found the database gone. */
  readonly end: Promise<readonly string[]>
}

/** A pool for one test, which outlives its server. */
export function poolFor(url: string, options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 5000, ...options })
  pool.on('error', () => undefined)
  onTestFinished(async () => await pool.end())
  return pool
}

/** The check-in of these callers: without ranks, whose counter would hold all back while one commit waits. */
export function callersCheckIn(patienceMs?: number): Once {
  return checkInOnce({
    rank: false,
    makeUp: { periodsBack: 7, perMonth: 3, cost: 0 },
    ...(patienceMs === undefined ? {} : { patienceMs }),
  })
}

/** Claims, spends and makes up for one new subject after the other, until the database is gone. */
export function startCalling(url: string): Callers {
  const told: Told[] = []
  const attempted = new Set<string>()
  let isCut = false
  const callOnce = async (db: Database, checkIn: Once, subject: string): Promise<void> => {
    attempted.add(subject)
    for (const what of ['claim', 'spend', 'make-up'] as const) {
      const begunAfterCut = isCut
      told.push({ subject, what, id: await doIt(db, checkIn, subject, what), begunAfterCut })
    }
  }
  const caller = async (db: Database, checkIn: Once, name: string): Promise<string> => {
    for (let number = 0; ; number += 1) {
      try {
        await callOnce(db, checkIn, `${name}-${number}`)
      } catch (error) {
        return error instanceof DaylatchError ? error.code : String(error)
      }
    }
  }
  const processes = Array.from({ length: PROCESSES }, (_, process) => {
    const db = fromPg(poolFor(url, { max: 6, application_name: `process-${process}` }))
    const checkIn = callersCheckIn(0)
    return Array.from({ length: CALLERS_EACH }, (__, n) => caller(db, checkIn, `member-${process}-${n}`))
  })
  return {
    told,
    attempted,
    markCut: () => {
      isCut = true
    },
    end: Promise.all(processes.flat()),
  }
}

async function doIt(db: Database, checkIn: Once, subject: string, what: Told['what']): Promise<string> {
  if (what === 'claim') return (await checkIn.claim(db, subject)).claim.id
  if (what === 'spend') {
    const result = await spend(db, subject, { unit: 'reading', amount: SPENT, key: 'article' })
    return result.status === 'spent' ? String(result.entry.seq) : result.status
  }
  const made = await checkIn.makeUp(db, subject, MISSED_DAY)
  return made.status === 'made-up' ? made.claim.id : made.rule
}
