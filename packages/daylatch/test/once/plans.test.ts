import { randomUUID } from 'node:crypto'
import { createDatabase, type TestDatabase } from '@daylatch/test-kit'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, entries, fromPg, listClaims, migrate } from '../../src/index.ts'
import type { Statement } from '../../src/drivers/database.ts'
import { findFacts, recordMakeUp } from '../../src/once/make-up-statements.ts'
import { standingClaim } from '../../src/once/statements.ts'
import { checkInOnce } from '../support/check-in.ts'
import { watchStatements } from '../support/watched-statements.ts'

const MEMBERS = 500
const DAYS = 120
const PAGE = 50

/** A page needs its rows and the way to each through an index; the tables have thousands of blocks. */
const BLOCKS_OF_A_PAGE = PAGE * 20

/** Those that grow with the claims. The others may be read from end to end while they are small. */
const LARGE: ReadonlySet<string> = new Set(['latch', 'claim', 'balance', 'entry'])

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createDatabase()
  pool = database.pool
  await migrate(fromPg(pool))
  await fill(pool)
}, 60_000)
afterAll(async () => {
  await database.drop()
})

/** 60,000 claims with their entries: each of 500 members on each of 120 days up to 20 November 2026. */
async function fill(into: Pool): Promise<void> {
  await into.query(
    `insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at,
       streak, rank, unit, account, reward, seq)
     select 'member-' || m, gen_random_uuid(), 'check-in', to_char(d.at, 'YYYY-MM-DD'), 'Asia/Shanghai', d.at, d.at + interval '1 day',
       d.at + interval '1 hour', d.n, m, 'reading', 'main', 25, d.n
     from generate_series(1, $1) m,
       (select n, timestamptz '2026-11-20 00:00Z' - make_interval(days => $2 - n) as at from generate_series(1, $2) n) d`,
    [MEMBERS, DAYS],
  )
  await into.query(
    `insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, claim_id, entered_at)
     select subject, unit, account, seq, 'reward', 25, 25 * seq, claim_id, claimed_at from daylatch.claim`,
  )
  await into.query(
    `insert into daylatch.balance (subject, unit, account, amount, version)
     select 'member-' || m, 'reading', 'main', 25 * $2, $2 from generate_series(1, $1) m`,
    [MEMBERS, DAYS],
  )
  await into.query(
    `insert into daylatch.latch (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak, claims)
     select subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak, streak
     from daylatch.claim where streak = $1`,
    [DAYS],
  )
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly PlanNode[]
}

interface Plans {
  /** Large tables that are read from end to end. */
  readonly wholeTables: readonly string[]
  readonly indexes: readonly string[]
  /** Touched in all. */
  readonly blocks: number
}

/** What the statements of a call are run by. */
async function plansOf(call: (db: Database) => Promise<unknown>): Promise<Plans> {
  const statements: Statement[] = []
  const db = watchStatements(fromPg(pool), (statement) => statements.push(statement))
  await call(db)
  return await plansOfAll(statements.filter(({ name }) => name !== undefined))
}

async function plansOfAll(statements: readonly Statement[]): Promise<Plans> {
  const wholeTables: string[] = []
  const indexes: string[] = []
  let blocks = 0
  for (const { text, values = [] } of statements) {
    const plan = await explain(text, values)
    blocks += plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
    for (const node of nodesOf(plan)) {
      const table = node['Relation Name'] ?? ''
      if (node['Node Type'] === 'Seq Scan' && LARGE.has(table)) wholeTables.push(table)
      if (node['Index Name'] !== undefined) indexes.push(node['Index Name'])
    }
  }
  return { wholeTables, indexes, blocks }
}

/** Runs the statement, and takes back what it did. */
async function explain(text: string, values: readonly unknown[]): Promise<PlanNode> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
      `explain (analyze, buffers, timing off, format json) ${text}`,
      [...values],
    )
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan
    if (plan === undefined) throw new TypeError('Expected a plan')
    return plan
  } finally {
    await client.query('rollback')
    client.release()
  }
}

function nodesOf(plan: PlanNode): readonly PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]
}

const day = { action: 'check-in', period: '2026-10-15', limit: PAGE }
const account = { unit: 'reading', account: 'main', limit: PAGE }

const calls: readonly (readonly [string, (db: Database) => Promise<unknown>])[] = [
  ['the first page of the public list', async (db) => await listClaims(db, day)],
  ['a late page of the public list', async (db) => await listClaims(db, { ...day, after: 440 })],
  [
    'the month of a member',
    async (db) =>
      await checkInOnce().history(db, 'member-77', {
        limit: PAGE,
        from: new Date('2026-09-30T00:00:00Z'),
        to: new Date('2026-11-01T00:00:00Z'),
      }),
  ],
  ['the newest entries of an account', async (db) => await entries(db, 'member-77', account)],
  ['older entries of an account', async (db) => await entries(db, 'member-77', { ...account, before: 60 })],
  ['where a member stands', async (db) => await checkInOnce().status(db, 'member-77')],
]

const missed = ['2026-11-22', '2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z'] as const
const november = ['2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'] as const
const unpaid = ['main', null, null, null, null] as const

/** What reads the standing claims of one subject. */
const bySubject: readonly (readonly [string, Statement])[] = [
  [
    'the claim behind a latch that does not show it',
    { ...standingClaim, values: ['check-in', 'member-77', ...missed.map((bound) => [bound])] },
  ],
  [
    'what a make-up is decided by',
    { ...findFacts, values: ['check-in', 'member-77', ...missed, ...november] },
  ],
  [
    'the chain that a make-up joins',
    {
      ...recordMakeUp,
      values: ['check-in', 'member-77', randomUUID(), ...missed, 'UTC', missed[2], ...unpaid],
    },
  ],
]

test.each(bySubject)('%s is found through its subject, without statistics', async (_, statement) => {
  const { wholeTables, indexes, blocks } = await plansOfAll([statement])
  expect(wholeTables).toEqual([])
  expect(indexes).toContain('claim_pkey')
  expect(indexes).not.toContain('claim_once')
  expect(blocks).toBeLessThan(BLOCKS_OF_A_PAGE)
})

test('the twin, with its conditions said plainly, looks through what everybody has claimed', async () => {
  const text = `select k.* from daylatch.claim k where k.subject = $2 and k.action = $1 and k.released_at is null`
  const { indexes } = await plansOfAll([{ text, values: ['check-in', 'member-77'] }])
  expect(indexes).toEqual(['claim_once'])
})

test.each(calls)('%s is read by an index, without statistics', async (_, call) => {
  const { wholeTables, blocks } = await plansOf(call)
  expect(wholeTables).toEqual([])
  expect(blocks).toBeLessThan(BLOCKS_OF_A_PAGE)
})

test.each(calls)('%s is read by an index, with statistics', async (_, call) => {
  await pool.query('analyze')
  const { wholeTables, blocks } = await plansOf(call)
  expect(wholeTables).toEqual([])
  expect(blocks).toBeLessThan(BLOCKS_OF_A_PAGE)
})

test('a batch of claims touches what its members need, and no table from end to end', async () => {
  const subjects = Array.from({ length: 100 }, (_, n) => `member-${n + 1}`)
  const { wholeTables, blocks } = await plansOf(
    async (db) => await checkInOnce({ cacheSize: 0 }).claimMany(db, subjects),
  )
  expect(wholeTables).toEqual([])
  // Two looks at each: once to win, and once more, by the plan, to lose. Each is a latch, an account, a claim and an entry.
  expect(blocks).toBeLessThan(subjects.length * 2 * 60)
})

test('the twin, without the indexes by period, reads the whole table for a page of the list', async () => {
  await pool.query('drop index daylatch.claim_in_order, daylatch.claim_rank_owed, daylatch.claim_once')
  const { wholeTables, blocks } = await plansOf(async (db) => await listClaims(db, { ...day, after: 440 }))
  expect(wholeTables).toEqual(['claim'])
  expect(blocks).toBeGreaterThan(BLOCKS_OF_A_PAGE)
})
