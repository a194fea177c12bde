import { waitFor } from '@daylatch/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSite, type TestSite } from '../support/start-site.ts'
import type { TestMember } from '../support/member.ts'
import { countByStatus, readAnswer } from './support/answers.ts'
import { audit, soundAudit } from './support/audit.ts'
import { logOf } from './support/processes.ts'

const dateAhead = new URL('support/date-ahead.mjs', import.meta.url).href
const hours = 60 * 60 * 1000

describe('a server process whose clock is a day ahead, beside one whose clock is right', () => {
  let right: TestSite
  let ahead: TestSite

  beforeAll(async () => {
    right = await startSite()
    ahead = await startSite({ database: right.database, preload: [dateAhead] })
  })

  afterAll(async () => {
    await ahead.stop()
    await right.stop()
  })

  /** The same member, who sends to the process that is ahead. */
  function postAhead(member: TestMember): Promise<Response> {
    return fetch(`${ahead.url}/api/check-ins`, { method: 'POST', headers: { cookie: member.cookie } })
  }

  async function runningDay(): Promise<string> {
    const response = await right.stranger().request('/api/check-ins')
    return ((await response.json()) as { period: string }).period
  }

  test('is really ahead', async () => {
    await waitFor('its first lines', () => logOf(ahead).length > 0)
    const logged = logOf(ahead).map((line) => Date.parse(String(line['time'])))

    for (const time of logged) expect(time - Date.now()).toBeGreaterThan(23 * hours)
  })

  test('cannot claim tomorrow for a member who has today', async () => {
    const member = await right.member()
    const today = await readAnswer(await member.checkIn())

    const early = await readAnswer(await postAhead(member))

    expect([today.status, early.status]).toEqual([201, 409])
    expect(early.checkIn).toEqual(today.checkIn)
  })

  test('is not locked out either: it claims the day that it is', async () => {
    const member = await right.member()

    const first = await readAnswer(await postAhead(member))
    const second = await readAnswer(await member.checkIn())

    expect([first.status, second.status]).toEqual([201, 409])
    expect(first.checkIn.period).toBe(await runningDay())
    expect(second.checkIn).toEqual(first.checkIn)
  })

  test('does not help a member who sends six requests to both', async () => {
    const member = await right.member()
    const before = await audit(right.pool)

    const answers = await Promise.all(
      [1, 2, 3]
        .flatMap(() => [member.checkIn(), postAhead(member)])
        .map(async (sent) => readAnswer(await sent)),
    )

    expect(countByStatus(answers)).toEqual({ 201: 1, 409: 5 })
    expect(await audit(right.pool)).toEqual(soundAudit(before.claims + 1))
  })
})
