import { waitFor } from '@daylatch/test-kit'
import pg from 'pg'
import { expect, test } from 'vitest'
import { fromPg, migrate, spend, verify } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import {
  type Callers,
  callersCheckIn,
  MISSED_DAY,
  poolFor,
  PROCESSES,
  SPENT,
  startCalling,
  type Told,
} from '../support/callers.ts'
import { morning } from '../support/check-in.ts'
import { type ServerPair, startPair } from '../support/server-pair.ts'
import { tally } from '../support/tally.ts'

/** How much is acknowledged before the link is cut, and, by the pair that does not wait, after it. */
const BEFORE = 300
const AFTER = 60

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
  await waitFor('answers before the cut', () => callers.told.length >= BEFORE, 30_000)
  pair.cutLink()
  callers.markCut()
  await until(callers)
  await pair.killPrimary()
  expect(new Set(await callers.end)).toEqual(new Set(['CONNECTION_LOST']))
  return { callers, promoted: poolFor(await pair.promote(), { max: 6 }) }
}

/** Everything that was acknowledged and is not there any more. */
async function lost({ told }: Callers, promoted: pg.Pool): Promise<readonly Told[]> {
  const { rows } = await promoted.query<{ fact: string }>(
    `select format('%s %s', subject, claim_id) as fact from daylatch.claim
     union all select format('%s %s', subject, seq) from daylatch.entry where kind = 'spend'`,
  )
  const kept = new Set(rows.map((row) => row.fact))
  return told.filter(({ subject, id }) => !kept.has(`${subject} ${id}`))
}

const afterCut = ({ told }: Callers): readonly Told[] => told.filter((one) => one.begunAfterCut)

test(
  'nothing acknowledged is lost when the standby is synchronous, and nobody is paid twice',
  { timeout: 90_000 },
  async () => {
    const pair = await startPair({ synchronous: true }, migrated)
    const watching = poolFor(pair.url, { max: 1 })

    const { callers, promoted } = await failOver(pair, async () => {
      await waitFor(
        'every process to wait for the standby',
        async () => {
          const { rows } = await watching.query<{ n: number }>(
            `select count(distinct application_name)::int as n from pg_stat_activity where wait_event = 'SyncRep'`,
          )
          return rows[0]?.n === PROCESSES
        },
        30_000,
      )
    })

    expect(afterCut(callers)).toEqual([])
    expect(await lost(callers, promoted)).toEqual([])
    // Everybody asks again, for everything: what was done is found, what was not is done now.
    const db = fromPg(promoted)
    const checkIn = callersCheckIn()
    const everybody = [...callers.attempted]
    const claims = await Promise.all(everybody.map(async (subject) => await checkIn.claim(db, subject)))
    for (const subject of everybody) {
      await spend(db, subject, { unit: 'reading', amount: SPENT, key: 'article' })
      await checkIn.makeUp(db, subject, MISSED_DAY)
    }
    const toldOfClaim = new Map(
      callers.told.filter(({ what }) => what === 'claim').map(({ subject, id }) => [subject, id]),
    )
    const found = claims.filter(
      ({ status, claim }) => status === 'already' && claim.id === toldOfClaim.get(claim.subject),
    )
    expect(found.length).toBe(toldOfClaim.size)
    const n = everybody.length
    const sum = n * (25 + 25 - SPENT)
    const sound = { latches: n, claims: 2 * n, entries: 3 * n, paid: sum, balances: sum, broken: 0 }
    expect(await tally(promoted)).toEqual(sound)
    expect(await verify(db)).toMatchObject({ subjects: n, problem: null })
  },
)

test(
  'the twin, the same pair without the synchronous setting, loses all that was acknowledged after the cut',
  { timeout: 90_000 },
  async () => {
    const pair = await startPair({ synchronous: false }, migrated)

    const { callers, promoted } = await failOver(pair, async (running) => {
      await waitFor('answers after the cut', () => afterCut(running).length >= AFTER, 30_000)
    })

    const gone = await lost(callers, promoted)
    expect(afterCut(callers).length).toBeGreaterThanOrEqual(AFTER)
    expect(afterCut(callers).filter((one) => !gone.includes(one))).toEqual([])
    const checkIn = callersCheckIn()
    const lostClaims = gone.filter(({ what }) => what === 'claim')
    const paidAgain = await Promise.all(
      lostClaims.map(async ({ subject }) => await checkIn.claim(fromPg(promoted), subject)),
    )
    expect(paidAgain.filter(({ status }) => status === 'claimed').length).toBe(lostClaims.length)
  },
)
