import { waitFor } from '@daylatch/test-kit'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { type Database, DaylatchError, fromPg, migrate } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning } from '../support/check-in.ts'
import { type ServerPair, startPair } from '../support/server-pair.ts'
import { tally } from '../support/tally.ts'

/** Callers as three processes would be: each with a pool and batches of its own. */
const PROCESSES = 3
const CALLERS_EACH = 4
/** How many claims are acknowledged before the link is cut, and, by the pair that does not wait, after it. */
const BEFORE = 200
const AFTER = 60

interface Told {
  readonly claimId: string
  readonly begunAfterCut: boolean
}

/** What the callers were told, subject by subject. */
interface Callers {
  readonly told: Map<string, Told>
  readonly attempted: Set<string>
  /** From now on, claims that begin count as begun after the cut. */
  markCut(): void
  /** Resolves with the code of every caller's last error, when all of them have found the database gone. */
  readonly end: Promise<readonly string[]>
}

function poolFor(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: 5000 })
  pool.on('error', () => undefined)
  onTestFinished(async () => await pool.end())
  return pool
}

/** Claims for one new subject after the other, until the database is gone. */
function startCalling(url: string): Callers {
  const told = new Map<string, Told>()
  const attempted = new Set<string>()
  let isCut = false
  const caller = async (
    db: Database,
    checkIn: ReturnType<typeof checkInOnce>,
    name: string,
  ): Promise<string> => {
    for (let number = 0; ; number += 1) {
      const subject = `${name}-${number}`
      const begunAfterCut = isCut
      attempted.add(subject)
      try {
        const { claim } = await checkIn.claim(db, subject)
        told.set(subject, { claimId: claim.id, begunAfterCut })
      } catch (error) {
        return error instanceof DaylatchError ? error.code : String(error)
      }
    }
  }
  const processes = Array.from({ length: PROCESSES }, (_, process) => {
    const db = fromPg(poolFor(url, 6))
    // Without ranks: the counter would hold the others back while one commit waits for the standby.
    const checkIn = checkInOnce({ patienceMs: 0, rank: false })
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

async function migrated(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  await migrate(fromPg(pool))
  await freezeClock(fromPg(pool), morning)
  await pool.end()
}

/** Cuts the link under load, waits for `until`, kills the primary, and has the standby take over. */
async function failOver(
  pair: ServerPair,
  until: (callers: Callers) => Promise<void>,
): Promise<{ callers: Callers; promoted: pg.Pool }> {
  const callers = startCalling(pair.url)
  await waitFor('claims before the cut', () => callers.told.size >= BEFORE, 30_000)
  pair.cutLink()
  callers.markCut()
  await until(callers)
  await pair.killPrimary()
  expect(new Set(await callers.end)).toEqual(new Set(['CONNECTION_LOST']))
  return { callers, promoted: poolFor(await pair.promote(), 6) }
}

/** Everybody whose claim was acknowledged and is not there any more. */
async function lost({ told }: Callers, promoted: pg.Pool): Promise<readonly string[]> {
  const { rows } = await promoted.query<{ subject: string; claim_id: string }>(
    'select subject, claim_id from daylatch.claim',
  )
  const kept = new Map(rows.map((row) => [row.subject, row.claim_id]))
  return [...told]
    .filter(([subject, { claimId }]) => kept.get(subject) !== claimId)
    .map(([subject]) => subject)
}

test(
  'nothing acknowledged is lost when the standby is synchronous, and nobody is paid twice',
  { timeout: 60_000 },
  async () => {
    const pair = await startPair({ synchronous: true }, migrated)
    const watching = poolFor(pair.url, 1)

    const { callers, promoted } = await failOver(pair, async () => {
      await waitFor(
        'every process to wait for the standby',
        async () => {
          const { rowCount } = await watching.query(
            `select from pg_stat_activity where wait_event = 'SyncRep'`,
          )
          return Number(rowCount) >= PROCESSES
        },
        30_000,
      )
    })

    expect([...callers.told.values()].filter(({ begunAfterCut }) => begunAfterCut)).toEqual([])
    expect(await lost(callers, promoted)).toEqual([])
    // Everybody asks again: who was told so gets the same claim, who was told nothing gets one now.
    const again = checkInOnce()
    const db = fromPg(promoted)
    const answers = await Promise.all(
      [...callers.attempted].map(async (subject) => await again.claim(db, subject)),
    )
    const sameClaim = answers.filter(({ status, claim }) => {
      return status === 'already' && claim.id === callers.told.get(claim.subject)?.claimId
    })
    expect(sameClaim.length).toBe(callers.told.size)
    const everybody = callers.attempted.size
    const paid = everybody * 25
    expect(await tally(promoted)).toEqual({
      latches: everybody,
      claims: everybody,
      entries: everybody,
      paid,
      balances: paid,
      broken: 0,
    })
  },
)

test(
  'the twin, the same pair without the synchronous setting, loses all that was acknowledged after the cut',
  { timeout: 60_000 },
  async () => {
    const pair = await startPair({ synchronous: false }, migrated)
    const begunAfterCut = ({ told }: Callers): readonly string[] =>
      [...told].filter(([, claim]) => claim.begunAfterCut).map(([subject]) => subject)

    const { callers, promoted } = await failOver(pair, async (running) => {
      await waitFor('claims acknowledged after the cut', () => begunAfterCut(running).length >= AFTER, 30_000)
    })

    const gone = new Set(await lost(callers, promoted))
    expect(begunAfterCut(callers).length).toBeGreaterThanOrEqual(AFTER)
    expect(begunAfterCut(callers).filter((subject) => !gone.has(subject))).toEqual([])
    const again = checkInOnce()
    const paidAgain = await Promise.all(
      [...gone].map(async (subject) => await again.claim(fromPg(promoted), subject)),
    )
    expect(paidAgain.filter(({ status }) => status === 'claimed').length).toBe(gone.size)
  },
)
