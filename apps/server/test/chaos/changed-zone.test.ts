import { createDatabase, type TestDatabase } from '@daylatch/test-kit'
import { fromPg } from 'daylatch'
import { freezeClock } from 'daylatch/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'
import { type Answer, countByStatus, inParallel, readAnswer } from './support/answers.ts'
import { audit, soundAudit } from './support/audit.ts'

const MEMBERS = 100
const IN_FLIGHT = 48

describe('a zone that is changed while one of two server processes still has the old one', () => {
  let database: TestDatabase
  let old: TestSite
  let changed: TestSite
  let members: readonly TestMember[]

  beforeAll(async () => {
    database = await createDatabase()
    await startBoth()
    members = await old.members(MEMBERS)
    await inParallel(IN_FLIGHT, members, (member) => member.quota())
  })

  afterAll(async () => {
    await stopBoth()
    await database.drop()
  })

  async function startBoth(): Promise<void> {
    old = await startSite({ database, config: { zone: 'Asia/Shanghai' } })
    changed = await startSite({ database, config: { zone: 'America/New_York' } })
  }

  async function stopBoth(): Promise<void> {
    await changed.stop()
    await old.stop()
  }

  /** A jump of the database's clock; processes that remember "already" would do so for the real time that is left. */
  async function jumpTo(at: string): Promise<void> {
    await stopBoth()
    await freezeClock(fromPg(database.pool), new Date(at))
    await startBoth()
  }

  async function postTo(site: TestSite, member: TestMember): Promise<Answer> {
    const headers = { cookie: member.cookie }
    return await readAnswer(await fetch(`${site.url}/api/check-ins`, { method: 'POST', headers }))
  }

  /** Three requests of every member to each process, the one or the other first by turns. */
  async function everybodyToBoth(): Promise<readonly Answer[]> {
    const requests = members.flatMap((member, index) => {
      const pair = index % 2 === 0 ? [old, changed] : [changed, old]
      return [...pair, ...pair, ...pair].map((site) => ({ site, member }))
    })
    return await inParallel(IN_FLIGHT, requests, ({ site, member }) => postTo(site, member))
  }

  test('gives every member one claim, whichever day it is called', async () => {
    // The 22nd since 08:00 in Shanghai; in New York still the 21st, until 08:00 there, 13:00 UTC.
    await jumpTo('2026-11-22T02:00:00Z')

    const answers = await everybodyToBoth()

    expect(countByStatus(answers)).toEqual({ 201: MEMBERS, 409: MEMBERS * 5 })
    const days = new Set(answers.map(({ checkIn }) => checkIn.period))
    expect(days).toEqual(new Set(['2026-11-21', '2026-11-22']))
    expect(await audit(database.pool)).toMatchObject({ ...soundAudit(MEMBERS), brokenRanks: 0 })
  })

  test('opens no slot before the claim that was made by the other rule is over', async () => {
    const { rows } = await database.pool.query<{ day: string; n: number }>(
      `select period as day, count(*)::int as n from daylatch.claim group by period order by period`,
    )
    const byNewYork = rows.find(({ day }) => day === '2026-11-21')?.n ?? 0
    // The 21st of New York is over; the 22nd of Shanghai runs for another eleven hours.
    await jumpTo('2026-11-22T13:00:00Z')

    const answers = await everybodyToBoth()

    expect(byNewYork).toBeGreaterThan(0)
    expect(countByStatus(answers)).toEqual({ 201: byNewYork, 409: MEMBERS * 6 - byNewYork })
    expect(await audit(database.pool)).toEqual(soundAudit(MEMBERS + byNewYork))
  })
})
