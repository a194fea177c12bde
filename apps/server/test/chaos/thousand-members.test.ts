import { waitFor } from '@daylatch/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSite, type TestSite } from '../support/start-site.ts'
import { countByStatus, inParallel, readAnswer } from './support/answers.ts'
import { audit, soundAudit } from './support/audit.ts'
import { answeringProcesses } from './support/processes.ts'

const MEMBERS = 1000
const DUPLICATES = 8
const IN_FLIGHT = 128

let site: TestSite

beforeAll(async () => {
  site = await startSite({ workers: 4 })
})

afterAll(() => site.stop())

test('a thousand members, each with eight requests at four processes, are paid a thousand times', async () => {
  const members = await site.members(MEMBERS)
  // Everybody gets the short cookie first, so that the requests that count meet in the claim and not in the session.
  await inParallel(IN_FLIGHT, members, (member) => member.quota())
  const requests = members.flatMap((member) => Array.from({ length: DUPLICATES }, () => member))

  const answers = await inParallel(IN_FLIGHT, requests, async (member) => ({
    member,
    ...(await readAnswer(await member.checkIn())),
  }))

  expect(countByStatus(answers)).toEqual({ 201: MEMBERS, 409: MEMBERS * (DUPLICATES - 1) })
  const wins = new Map(
    answers.filter(({ status }) => status === 201).map((win) => [win.member.id, win.checkIn]),
  )
  expect(wins.size).toBe(MEMBERS)
  const contradictions = answers.filter(
    ({ member, checkIn }) => checkIn.claimedAt !== wins.get(member.id)?.claimedAt,
  )
  expect(contradictions).toEqual([])
  expect(await audit(site.pool)).toEqual(soundAudit(MEMBERS))
  const ranks = [...wins.values()].map(({ rank }) => rank).sort((a, b) => a - b)
  expect(ranks).toEqual(Array.from({ length: MEMBERS }, (_, index) => index + 1))
  await waitFor('all four to have answered', () => answeringProcesses(site, '/api/check-ins').size === 4)
})

test('the public list then shows every member once, in the order of the ranks', async () => {
  const stranger = site.stranger()
  const ranks: number[] = []
  let cursor: string | null = ''

  while (cursor !== null) {
    const response = await stranger.request(`/api/check-ins${cursor === '' ? '' : `?cursor=${cursor}`}`)
    const page = (await response.json()) as { items: { rank: number }[]; nextCursor: string | null }
    ranks.push(...page.items.map(({ rank }) => rank))
    cursor = page.nextCursor
  }

  expect(ranks).toEqual(Array.from({ length: MEMBERS }, (_, index) => index + 1))
})
