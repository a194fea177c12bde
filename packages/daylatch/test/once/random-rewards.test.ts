import { expect, test } from 'vitest'
import type { Database } from '../../src/index.ts'
import type { Action } from '../../src/once/action.ts'
import { ClaimQueue } from '../../src/once/claim-queue.ts'
import { claimStatements } from '../../src/once/statements.ts'
import { freezeClock, setPausePoint } from '../../src/testing/index.ts'
import { checkInAction, checkInOnce, morning, nextReset } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { openTransaction } from '../support/transaction.ts'
import { tally } from '../support/tally.ts'
import { watchStatements } from '../support/watched-statements.ts'

const reward = { min: 10, max: 40, unit: 'reading' }

/** Notes which amount every attempt offers for every subject. */
function offersOf<Tx>(db: Database<Tx>): {
  readonly db: Database<Tx>
  readonly offers: (readonly [string, number])[]
} {
  const offers: (readonly [string, number])[] = []
  const watched = watchStatements(db, ({ name, values = [] }) => {
    const isAtOnce = name?.startsWith('daylatch_claim_at_once') === true
    if (!isAtOnce && name?.startsWith('daylatch_take_latches') !== true) return
    const subjects = isAtOnce ? String(values[1]).slice(1, -1).split(',') : (values[1] as string[])
    const amounts = values[isAtOnce ? 9 : 8] as number[]
    for (const [index, subject] of subjects.entries()) offers.push([subject, amounts[index] ?? 0])
  })
  return { db: watched, offers }
}

/** Undoes the next `times` attempts just before their commit. */
function undo(times: number): void {
  let left = times
  const remove = setPausePoint('before-commit', () => {
    left -= 1
    if (left === 0) remove()
    throw new Error('thrown by the test')
  })
}

test('each member of a batch is paid what was drawn for them, within the bounds', async () => {
  const fresh = await freshDatabase()
  const { db, offers } = offersOf(fresh.db)
  const checkIn = checkInOnce({ reward })
  const results = await Promise.all(
    Array.from({ length: 120 }, async (_, n) => await checkIn.claim(db, `member-${n}`)),
  )
  const paid = results.map(({ claim }) => [claim.subject, claim.reward?.amount] as const)
  expect(paid).toEqual(offers)
  const amounts = offers.map(([, amount]) => amount)
  expect([amounts.filter((amount) => amount < 10 || amount > 40), new Set(amounts).size > 1]).toEqual([
    [],
    true,
  ])
  const sum = amounts.reduce((total, amount) => total + amount, 0)
  expect(await tally(fresh.pool)).toEqual({
    latches: 120,
    claims: 120,
    entries: 120,
    paid: sum,
    balances: sum,
    broken: 0,
  })
})

test('every later answer shows the amount that was drawn first', async () => {
  const { db, connect } = await freshDatabase()
  await freezeClock(db, morning)
  const checkIn = checkInOnce({ reward: { ...reward, max: 1_000_000 } })
  const first = await checkIn.claim(db, 'ada', { key: 'k' })
  const amounts = [
    (await checkIn.claim(db, 'ada')).claim.reward?.amount,
    (await checkInOnce({ reward }).claim(connect(), 'ada')).claim.reward?.amount,
    (await checkIn.history(db, 'ada', { limit: 1 }))[0]?.reward?.amount,
  ]
  await freezeClock(db, nextReset)
  amounts.push((await checkIn.claim(db, 'ada', { key: 'k' })).claim.reward?.amount)
  expect(amounts).toEqual(amounts.map(() => first.claim.reward?.amount))
})

test('all attempts of one request offer the same amount', async () => {
  const fresh = await freshDatabase()
  const { db, offers } = offersOf(fresh.db)
  undo(3)
  const { claim } = await checkInOnce({ reward: { ...reward, max: 1_000_000 } }).claim(db, 'ada')
  const amount = claim.reward?.amount
  expect(offers).toEqual(Array.from({ length: 4 }, () => ['ada', amount]))
})

test('a claim with a block, and one for a list, draw as well', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInOnce({ reward })
  const { claim } = await checkIn.claimWith(db, 'ada', async () => {})
  const [bo] = await checkIn.claimMany(db, ['bo'])
  const inside = await openTransaction(pool)
  const [cy] = await checkIn.claimMany(inside.db, ['cy'])
  await inside.end('commit')
  const { rows } = await pool.query<{ reward: string }>('select reward from daylatch.claim order by subject')
  const answers = [claim, bo?.status === 'claimed' && bo.claim, cy?.status === 'claimed' && cy.claim]
  expect(answers.map((answer) => answer !== false && String(answer.reward?.amount))).toEqual(
    rows.map((row) => row.reward),
  )
})

test('the twin, which draws for every attempt, lets whoever undoes attempts draw again', async () => {
  const fresh = await freshDatabase()
  const { db, offers } = offersOf(fresh.db)
  const action: Action = {
    ...checkInAction(),
    reward,
    statements: claimStatements({ rewarded: true, drawn: true, bonuses: false, ranking: 'now' }),
  }
  const queue = new ClaimQueue(db, action, {
    maxBatch: 1,
    maxQueued: 1,
    cacheSize: 0,
    lockTimeoutMs: 5000,
    patienceMs: 10_000,
  })
  const luck = [10, 40]
  undo(1)
  const { record } = await queue.claim({
    subject: 'ada',
    account: 'main',
    get drawn() {
      return luck.shift()
    },
  })
  expect([offers, record.reward?.amount]).toEqual([
    [
      ['ada', 10],
      ['ada', 40],
    ],
    40,
  ])
})

test.each([
  [
    { min: 0, max: 5, unit: 'reading' },
    'Expected `reward.min` to be a whole number from 1 to 1000000000, got `0` (number)',
  ],
  [
    { min: 5, max: 4, unit: 'reading' },
    'Expected `reward.max` to be a whole number from 5 to 1000000000, got `4` (number)',
  ],
  [
    { min: 5, max: 6, amount: 5, unit: 'reading' },
    'Expected `reward` to be either an amount, or min and max, got `"both"` (string)',
  ],
])('the reward %j is refused', (refused, message) => {
  expect(() => checkInOnce({ reward: refused })).toThrow(message)
})
