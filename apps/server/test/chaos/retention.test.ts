import { createDatabase, type TestDatabase, waitFor } from '@daylatch/test-kit'
import { fromPg } from 'daylatch'
import { freezeClock, restoreClock } from 'daylatch/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FIRST_CARD } from '../../src/cards/rules.ts'
import { checkInOf } from '../../src/check-in/rules.ts'
import { DEFAULT_CONFIG } from '../../src/config/defaults.ts'
import type { TestMember } from '../support/member.ts'
import { daylatch } from '../support/run-command.ts'
import { startSite, type TestSite } from '../support/start-site.ts'
import { countByStatus, inParallel, readAnswer } from './support/answers.ts'

const MEMBERS = 16
const IN_FLIGHT = 8
/** Days on which everybody checked in: these many days ago. The last two are too recent to be dropped. */
const AGES = [120, 119, 118, 117, 116, 100, 99]
const DROPPED = 5
const DAY_MS = 86_400_000

let database: TestDatabase
let site: TestSite
let members: readonly TestMember[]

const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS)

beforeAll(async () => {
  database = await createDatabase()
  site = await startSite({ workers: 2, database })
  members = await site.members(MEMBERS)
  const db = fromPg(database.pool)
  const checkIn = checkInOf(DEFAULT_CONFIG)
  for (const age of AGES) {
    await freezeClock(db, ago(age))
    await Promise.all(
      members.map(async ({ id }) => await checkIn.claim(db, id, { account: String(FIRST_CARD) })),
    )
  }
  await restoreClock(db)
})

afterAll(async () => {
  await site.stop()
  await database.drop()
})

test('while retention drops old check-ins, nobody waits for it, and nothing is paid twice or lost', async () => {
  const quotas = await inParallel(IN_FLIGHT, members, (member) => member.quota())
  expect(new Set(quotas)).toEqual(new Set([AGES.length * 25]))
  // Holds one old claim, so that retention stands still in the middle of its transaction.
  const stranger = await database.pool.connect()
  await stranger.query('begin')
  const held = 'select from daylatch.claim where subject = $1 order by claimed_at limit 1 for update'
  await stranger.query(held, [members[0]?.id])
  const before = ago(110).toISOString().replace(/\.\d+/, '')
  const retaining = daylatch(['retain', '--before', before, '--json'], { databaseUrl: database.url })
  await waitFor(
    'retention to wait for the row',
    async () => {
      const { rowCount } = await database.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rowCount === 1
    },
    30_000,
  )

  const meanwhile = await inParallel(IN_FLIGHT, members, async (member) => readAnswer(await member.checkIn()))
  await stranger.query('rollback')
  stranger.release()
  const retained = await retaining

  expect(countByStatus(meanwhile)).toEqual({ 201: MEMBERS })
  const again = await inParallel(IN_FLIGHT, members, async (member) => readAnswer(await member.checkIn()))
  expect(countByStatus(again)).toEqual({ 409: MEMBERS })
  expect(retained).toMatchObject({ code: 0, stderr: expect.stringContaining('(100 %)') })
  const dropped = MEMBERS * DROPPED
  expect(JSON.parse(retained.stdout)).toMatchObject({ claims: dropped, entries: dropped })
  const kept = MEMBERS * (AGES.length + 1 - DROPPED)
  const verified = await daylatch(['verify'], { databaseUrl: database.url })
  expect([verified.code, verified.stdout]).toEqual([
    0,
    `Everything agrees: ${MEMBERS} subjects, ${MEMBERS} accounts, ${kept} entries, ${kept} claims.\n`,
  ])
  const after = await inParallel(IN_FLIGHT, members, (member) => member.quota())
  expect(new Set(after)).toEqual(new Set([(AGES.length + 1) * 25]))
})
