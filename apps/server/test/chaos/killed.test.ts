import { type LocalPostgres, removeLocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'
import { waitFor } from '@daylatch/test-kit'
import { fromPg } from 'daylatch'
import { freezeClock } from 'daylatch/testing'
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'
import { inParallel } from './support/answers.ts'
import { audit, soundAudit } from './support/audit.ts'
import { ClientLog } from './support/client-log.ts'
import { postgresServer, serverProcess, type Victim } from './support/kill.ts'

const ROUNDS = 32
const SIGNING_IN = 100
const MEMBERS_PER_ROUND = 70

/** How many of a round's 140 requests have been answered when the kill comes: at least 100 are in flight. */
const answeredBefore = [1, 2, 5, 1, 20, 3, 40, 10]

let data: string
let postgres: LocalPostgres
let pool: pg.Pool
let site: TestSite

beforeAll(async () => {
  data = join(tmpdir(), `daylatch-killed-${randomBytes(6).toString('hex')}`)
  const dataFolder = join(data, 'pg18')
  postgres = await startLocalPostgres({ dataFolder, settings: { max_connections: '200' } })
  pool = new pg.Pool({ connectionString: postgres.url, max: 4 })
  pool.on('error', () => undefined)
  // The site as users run it, with its own database: nothing but its supervisor brings that back.
  site = await startSite({
    workers: 4,
    database: { url: '', pool, drop: () => Promise.resolve() },
    env: { DATABASE_URL: '', DAYLATCH_DATA: data },
  })
  await freezeClock(fromPg(pool), new Date('2026-11-22T10:00:00+08:00'))
})

afterAll(async () => {
  await site.stop()
  await pool.end()
  await postgres.stop()
  await removeLocalPostgres(postgres.dataFolder)
  await rm(data, { recursive: true, force: true })
})

/** Gets everybody the short cookie, however long the site takes to get over the last round. */
async function signInAgain(members: readonly TestMember[]): Promise<void> {
  const isSignedIn = async (member: TestMember): Promise<boolean> => {
    try {
      return (await member.request('/api/quota')).status === 200
    } catch (error) {
      if (error instanceof TypeError) return false
      throw error
    }
  }
  await inParallel(SIGNING_IN, members, (member) =>
    waitFor('the short cookie', () => isSignedIn(member), 30_000),
  )
}

/** Two requests of everybody at once; the kill in the moment in which so many of them have been answered. */
async function round(
  log: ClientLog,
  members: readonly TestMember[],
  victim: Victim,
  answered: number,
): Promise<void> {
  const { strike, recovery } = await victim.aim()
  const presses = [...members, ...members].map((member) => log.press(member))
  log.when(answered, strike)
  await Promise.all(presses)
  await recovery()
}

/** Presses again until everybody has been told: that it is theirs now, or that it was before. */
async function pressUntilTold(log: ClientLog, members: readonly TestMember[]): Promise<void> {
  const told = new Set(
    log.outcomes.flatMap((outcome) => (outcome.kind === 'unknown' ? [] : [outcome.member])),
  )
  for (const member of members.filter(({ id }) => !told.has(id))) {
    await waitFor(`${member.id} to be told`, async () => (await log.press(member)).kind !== 'unknown', 30_000)
  }
}

test(`${String(ROUNDS)} rounds of kill -9 lose nothing that was acknowledged, and pay nobody twice`, async () => {
  const log = new ClientLog()
  const victims = [serverProcess(site), postgresServer(postgres, site)]
  const kills = new Map<string, number>()
  let members = 0

  for (let index = 0; index < ROUNDS; index += 1) {
    const victim = victims[index % victims.length]
    if (victim === undefined) throw new TypeError('Expected a victim')
    const group = await site.members(MEMBERS_PER_ROUND)
    members += group.length
    await signInAgain(group)
    await round(log, group, victim, answeredBefore[index % answeredBefore.length] ?? 1)
    kills.set(victim.name, (kills.get(victim.name) ?? 0) + 1)
    await pressUntilTold(log, group)
  }

  expect(await log.contradictions(pool)).toEqual([])
  expect(await audit(pool)).toEqual(soundAudit(members))
  expect(members).toBe(ROUNDS * MEMBERS_PER_ROUND)
  expect([...kills]).toEqual(victims.map(({ name }) => [name, ROUNDS / 2]))
  // The kills did hit requests: some senders never learned what became of theirs, and had to press again.
  expect(log.count('unknown')).toBeGreaterThan(0)
}, 240_000)
