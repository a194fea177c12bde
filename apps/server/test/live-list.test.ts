import { waitFor } from '@daylatch/test-kit'
import { fromPg } from 'daylatch'
import { restoreClock, startClockAt } from 'daylatch/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { EventClient, type StreamEvent } from './support/event-client.ts'
import { startSite, type TestSite } from './support/start-site.ts'

const MEMBERS = 200

let site: TestSite

beforeAll(async () => {
  site = await startSite({ workers: 4 })
})

afterEach(async () => {
  await restoreClock(fromPg(site.pool))
})

afterAll(async () => {
  await site.stop()
})

const follow = (search = ''): EventClient => new EventClient(`${site.url}/api/check-ins/stream${search}`)

/** Without the greetings, and from the first check-in on: a process may notice a little later that the clock was moved. */
function sinceFirst(client: EventClient): readonly StreamEvent[] {
  const events = client.events.filter(({ type }) => type !== 'ready')
  return events.slice(events.findIndex(({ type }) => type === 'check-in'))
}

const rankOf = (data: string): number => (JSON.parse(data) as { readonly rank: number }).rank

/** Who checks in at a process of four, while it goes on, follows the list at another one each time. */
test('a client that is cut again and again while 200 members check in gets each of them once, in order', async () => {
  const members = await site.members(MEMBERS)
  const client = follow()
  await client.connect()
  await waitFor('the first event', () => client.of('ready').length === 1)
  for (let at = 0; at < MEMBERS; at += 10) {
    const seen = client.of('check-in').length
    const round = Promise.all(members.slice(at, at + 10).map(async (member) => await member.checkIn()))
    await waitFor('one of them', () => client.of('check-in').length > seen)
    client.cut()
    await client.connect()
    for (const response of await round) expect(response.status).toBe(201)
  }
  await waitFor('all check-ins', () => client.of('check-in').length >= MEMBERS)
  client.cut()
  const ranks = client.of('check-in').map(({ data }) => rankOf(data))
  expect(ranks).toEqual(Array.from({ length: MEMBERS }, (_, index) => index + 1))
  expect(client.connections).toBe(1 + MEMBERS / 10)
  expect(client.of('check-in')[0]?.id).toMatch(/^\d{4}-\d\d-\d\d\/1(\/0)?$/)
})

test('twin: a client that comes back without its last id misses what happened meanwhile', async () => {
  const members = await site.members(3)
  const client = follow()
  await client.connect()
  await members[0]?.checkIn()
  await waitFor('the first check-in', () => client.of('check-in').length === 1)
  client.cut()
  // Whichever process it comes back to has read the second check-in by then.
  const others = Array.from({ length: 8 }, () => follow())
  for (const other of others) await other.connect()
  await members[1]?.checkIn()
  for (const other of others) {
    await waitFor('the second check-in', () =>
      other.of('check-in').some(({ data }) => rankOf(data) === MEMBERS + 2),
    )
  }
  client.lastId = ''
  await client.connect()
  await waitFor('the greeting', () => client.of('ready').length === 2)
  await members[2]?.checkIn()
  await waitFor('the third check-in', () => client.of('check-in').length === 2)
  for (const open of [client, ...others]) open.cut()
  expect(client.of('check-in').map(({ data }) => rankOf(data))).toEqual([MEMBERS + 1, MEMBERS + 3])
})

test('followers at all four processes see the same, and are told when the day is over', async () => {
  const db = fromPg(site.pool)
  const reset = Date.parse('2031-05-02T08:00:00.000+08:00')
  await startClockAt(db, new Date(reset - 20_000))
  const newDay = JSON.stringify({ period: '2031-05-02', resetsAt: '2031-05-03T00:00:00.000Z' })
  const members = await site.members(4)
  const clients = Array.from({ length: 8 }, () => follow())
  for (const client of clients) await client.connect()
  for (const member of members.slice(1)) expect((await member.checkIn()).status).toBe(201)
  for (const client of clients) await waitFor('three', () => client.of('check-in').length === 3)
  await startClockAt(db, new Date(reset + 1000))
  for (const client of clients)
    await waitFor('the new day', () => client.of('new-period').at(-1)?.data === newDay)
  await members[0]?.checkIn()
  for (const client of clients) {
    await waitFor('the first of the new day', () => client.of('check-in').length === 4)
    client.cut()
    expect(sinceFirst(client).map(({ type, id }) => `${type} ${id}`)).toEqual([
      'check-in 2031-05-01/1',
      'check-in 2031-05-01/2',
      'check-in 2031-05-01/3',
      'new-period 2031-05-02/0/3',
      'check-in 2031-05-02/1/3',
    ])
  }
})

test('one who was away over the boundary gets the rest of the old day, then the new one', async () => {
  const db = fromPg(site.pool)
  const reset = Date.parse('2032-05-02T08:00:00.000+08:00')
  await startClockAt(db, new Date(reset - 60_000))
  const members = await site.members(3)
  const client = follow()
  await client.connect()
  await members[0]?.checkIn()
  await waitFor('the first', () => client.of('check-in').length === 1)
  client.cut()
  await members[1]?.checkIn()
  await startClockAt(db, new Date(reset + 1000))
  await members[2]?.checkIn()
  await client.connect()
  await waitFor('the rest', () => client.of('check-in').length === 3)
  client.cut()
  const seen = sinceFirst(client)
  expect(seen.map(({ type, data }) => [type, (JSON.parse(data) as { period: string }).period])).toEqual([
    ['check-in', '2032-05-01'],
    ['check-in', '2032-05-01'],
    ['new-period', '2032-05-02'],
    ['check-in', '2032-05-02'],
  ])
})

test('a site that stops ends the streams in order; a place that is none means from now on, or is refused', async () => {
  const own = await startSite()
  const client = new EventClient(`${own.url}/api/check-ins/stream`)
  client.lastId = '9999-99-99/x'
  await client.connect()
  await waitFor('the greeting', () => client.of('ready').length === 1)
  const wrong = await own.stranger().request('/api/check-ins/stream?after=x')
  expect([wrong.status, ((await wrong.json()) as { code: string }).code]).toEqual([400, 'invalid-cursor'])
  expect((await own.stranger().request('/api/check-ins/stream', { method: 'HEAD' })).status).toBe(404)
  await own.stop()
  await waitFor('the end', () => client.ends === 1)
})
