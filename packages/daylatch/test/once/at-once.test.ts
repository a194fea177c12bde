import { expect, test } from 'vitest'
import type { Database } from '../../src/index.ts'
import { newClaimId } from '../../src/once/claim-id.ts'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'
import { openTransaction } from '../support/transaction.ts'
import { watchStatements, withQuery } from '../support/watched-statements.ts'

/** The same database, noting the names of the statements that have one. */
function namesOf<Tx>(db: Database<Tx>): { readonly db: Database<Tx>; readonly names: string[] } {
  const names: string[] = []
  const watched = watchStatements(db, ({ name }) => {
    if (name !== undefined) names.push(name.replace('_rewarded_ranked_now', ''))
  })
  return { db: watched, names }
}

test('a batch is one statement, and one more only where somebody lost', async () => {
  const fresh = await freshDatabase()
  const { db, names } = namesOf(fresh.db)
  const checkIn = checkInOnce({ cacheSize: 0 })
  await checkIn.claimMany(db, ['ada', 'bo', 'cy'])
  expect(names.splice(0)).toEqual(['daylatch_claim_at_once', 'daylatch_claim_at_once'])
  const results = await checkIn.claimMany(db, ['ada', 'dee'])
  expect(results.map(({ status }) => status)).toEqual(['already', 'claimed'])
  expect(names.slice(0, 2)).toEqual(['daylatch_claim_at_once', 'daylatch_winners_in_the_way'])
})

test('subjects of any spelling are claimed for, each once', async () => {
  const { db, pool } = await freshDatabase()
  const subjects = [
    'NULL',
    'null',
    'a,b',
    '{a}',
    'a"b',
    'a\\b',
    ' a ',
    "a'b",
    '李雷',
    'a;b',
    '😀',
    '"',
    'a\nb',
  ]
  const checkIn = checkInOnce({ cacheSize: 0 })
  const first = await checkIn.claimMany(db, subjects)
  expect(first.map((one) => [one.subject, one.status, one.status === 'claimed' && one.claim.rank])).toEqual(
    subjects.map((subject, index) => [subject, 'claimed', index + 1]),
  )
  const again = await checkIn.claimMany(db, subjects)
  expect(again.map((one) => one.status === 'already' && one.claim)).toEqual(
    first.map((one) => one.status === 'claimed' && one.claim),
  )
  const { rows } = await pool.query<{ subject: string }>('select subject from daylatch.claim order by rank')
  expect(rows.map(({ subject }) => subject)).toEqual(subjects)
})

test('what the winner is told is what the tables say', async () => {
  const { db } = await freshDatabase()
  const checkIn = checkInOnce({ cacheSize: 0 })
  const [told] = await checkIn.claimMany(db, [{ subject: 'ada', account: 'second' }])
  const [stored] = await checkIn.history(db, 'ada', { limit: 1 })
  expect(told?.status === 'claimed' && told.claim).toEqual(stored)
})

test('somebody who waits too long is told apart by the separate statements, and the others go on', async () => {
  const fresh = await freshDatabase()
  const { db, names } = namesOf(fresh.db)
  const checkIn = checkInOnce({ lockTimeoutMs: 400, patienceMs: 0 })
  const holder = await openTransaction(fresh.pool)
  await checkIn.claim(holder.db, 'held')
  const results = await checkIn.claimMany(db, ['ada', 'held', 'bo'])
  await holder.end('rollback')
  expect(results.map((one) => (one.status === 'failed' ? one.error.code : one.status))).toEqual([
    'claimed',
    'LOCK_TIMEOUT',
    'claimed',
  ])
  expect(names.indexOf('daylatch_claim_at_once')).toBeLessThan(names.indexOf('daylatch_take_latches'))
  expect((await tally(fresh.pool)).claims).toBe(2)
})

test('a failed look at what is in the way of the losers takes no win from the winners', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInOnce({ cacheSize: 0 })
  await checkIn.claim(db, 'ada')
  let failures = 0
  const failing = withQuery(db, (session) => async (statement) => {
    if (statement.name === 'daylatch_winners_in_the_way' && failures++ === 0) throw new Error('by the test')
    return await session.query(statement)
  })
  const results = await checkIn.claimMany(failing, ['bo'].concat('ada', 'cy'))
  expect(results.map(({ status }) => status)).toEqual(['claimed', 'already', 'claimed'])
  expect(await tally(pool)).toMatchObject({ claims: 3, paid: 75, balances: 75, broken: 0 })
})

test('ids of one process sort in the order in which they were made', () => {
  const ids = Array.from({ length: 20_000 }, newClaimId)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(
    ids.filter((id) => !/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id)),
  ).toEqual([])
})
