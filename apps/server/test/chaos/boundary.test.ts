import { waitFor } from '@daylatch/test-kit'
import { day, fromPg, once } from 'daylatch'
import { freezeClock, startClockAt } from 'daylatch/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'
import { countByStatus, inParallel, readAnswer } from './support/answers.ts'
import { audit, soundAudit } from './support/audit.ts'

const reset = Date.parse('2026-11-22T08:00:00.000+08:00')

let site: TestSite

beforeEach(async () => {
  site = await startSite({ workers: 4 })
})

afterEach(() => site.stop())

/** Claims for the member past the site, so that no server process remembers it. */
async function claimElsewhere(member: TestMember): Promise<void> {
  const per = day({ zone: 'Asia/Shanghai', resetAt: '08:00' })
  const checkIn = once('check-in', { per, reward: { amount: 25, unit: 'reading' }, rank: true })
  await checkIn.claim(fromPg(site.pool), member.id, { account: '1' })
}

describe('six requests of one member that wait at four processes while the day ends', () => {
  /** One statement of each process stands behind a lock, for longer than strangers in a batch would wait: in its own turn. */
  async function fourWait(): Promise<boolean> {
    const { rows } = await site.pool.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'
         and clock_timestamp() - query_start > interval '60 ms'`,
    )
    return rows[0]?.n === 4
  }

  test('give the old day to one, the new day to one, and the new day’s record to the others', async () => {
    const db = fromPg(site.pool)
    const member = await site.member()
    await freezeClock(db, new Date('2026-11-20T10:00:00+08:00'))
    await claimElsewhere(member)
    await member.quota()
    await freezeClock(db, new Date(reset - 100))
    const stranger = await site.pool.connect()
    await stranger.query('begin')
    await stranger.query('select from daylatch.latch where subject = $1 for update', [member.id])
    const requests = [1, 2, 3, 4, 5, 6].map(async () => readAnswer(await member.checkIn()))
    await waitFor('all four processes to wait for the member’s row', fourWait)

    await freezeClock(db, new Date(reset))
    await stranger.query('rollback')
    stranger.release()
    const answers = await Promise.all(requests)

    expect(countByStatus(answers)).toEqual({ 201: 2, 409: 4 })
    const outcomes = answers.map(
      ({ status, checkIn }) => `${String(status)} ${checkIn.period} ${String(checkIn.balance)}`,
    )
    expect(outcomes.sort()).toEqual([
      '201 2026-11-21 50',
      '201 2026-11-22 75',
      ...Array.from({ length: 4 }, () => '409 2026-11-22 75'),
    ])
    expect(await audit(site.pool)).toEqual(soundAudit(3))
  })
})

describe('two hundred members who press the button again and again while the day ends', () => {
  const MEMBERS = 200
  const IN_FLIGHT = 100
  const mostWaves = 400

  test('are paid for each of the two days once', async () => {
    const members = await site.members(MEMBERS)
    await inParallel(IN_FLIGHT, members, (member) => member.quota())
    const db = fromPg(site.pool)
    await freezeClock(db, new Date(reset - 1000))
    const wins = new Map<string, string[]>(members.map(({ id }) => [id, []]))
    const refusals: { readonly id: string; readonly period: string }[] = []

    const wave = async (): Promise<ReadonlySet<string>> => {
      const answers = await inParallel(IN_FLIGHT, members, async (member) => {
        const { status, checkIn } = await readAnswer(await member.checkIn())
        if (status === 201) wins.get(member.id)?.push(checkIn.period)
        else refusals.push({ id: member.id, period: checkIn.period })
        return checkIn.period
      })
      return new Set(answers)
    }
    const days = [[...(await wave())].join(' and ')]
    await startClockAt(db, new Date(reset - 1000))
    for (let waves = 0; days.at(-1) !== '2026-11-22' && waves < mostWaves; waves += 1) {
      days.push([...(await wave())].sort().join(' and '))
    }

    expect([days.at(0), days.at(-1)]).toEqual(['2026-11-21', '2026-11-22'])
    expect(new Set([...wins.values()].map((won) => won.join(', ')))).toEqual(
      new Set(['2026-11-21, 2026-11-22']),
    )
    expect(await audit(site.pool)).toEqual(soundAudit(2 * MEMBERS))
    expect(refusals.length).toBe(days.length * MEMBERS - 2 * MEMBERS)
  })
})
