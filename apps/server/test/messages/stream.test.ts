import { waitFor } from '@daylatch/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAfter, readPosition, writePosition } from '../../src/messages/stream-position.ts'
import { refusalOf } from '../support/answers.ts'
import { EventClient } from '../support/event-client.ts'
import type { TestMember } from '../support/member.ts'
import { type Office, openOffice, send } from './support/office.ts'

interface Told {
  readonly id: string
  readonly clientId: string
  readonly state: string
  readonly reason: string
  readonly seq: number
}

let office: Office
let kim: TestMember

beforeAll(async () => {
  office = await openOffice({}, { workers: 2 })
  kim = await office.site.member({ role: 'sender' })
})

afterAll(async () => {
  await office.site.stop()
})

/** "From now on" begins behind the oldest transaction that still runs on the server, also of another test's database. */
async function earlierMovesArePast(): Promise<void> {
  await waitFor('nobody to be under way who began before the last move', async () => {
    const { rows } = await office.site.pool.query<{ moves: number }>(
      'select count(*)::int as moves from daylatch.effect_event where xact >= pg_snapshot_xmin(pg_current_snapshot())',
    )
    return rows[0]?.moves === 0
  })
}

async function follow(who = kim, search = ''): Promise<EventClient> {
  await earlierMovesArePast()
  const client = new EventClient(`${office.site.url}/api/messages/stream${search}`, { cookie: who.cookie })
  await client.connect()
  await waitFor('the greeting', () => client.of('ready').length === 1)
  return client
}

const told = (client: EventClient): readonly Told[] =>
  client.of('message').map(({ data }) => JSON.parse(data) as Told)

/** Sends a message and takes it back: two moves. */
async function sendAndTakeBack(): Promise<readonly string[]> {
  const { body } = await send(kim, await office.client())
  await kim.post(`/api/messages/${body.message.id}/cancel`)
  return [`${body.message.id} held 1`, `${body.message.id} cancelled 2`]
}

const lines = (client: EventClient): readonly string[] =>
  told(client).map(({ id, state, seq }) => `${id} ${state} ${seq}`)

test('who follows hears of every move, at whichever process it was made', async () => {
  const clients = [await follow(), await follow(), await follow(), await follow()]
  const expected = await sendAndTakeBack()
  for (const client of clients) {
    await waitFor('both moves', () => lines(client).length === 2)
    client.cut()
    expect(lines(client)).toEqual(expected)
    expect(told(client).map(({ reason }) => reason)).toEqual(['undo', 'taken-back'])
  }
})

test('a client that is cut again and again hears of everything once, and nothing twice', async () => {
  const client = await follow()
  const expected: string[] = []
  for (let round = 0; round < 6; round += 1) {
    const moves = sendAndTakeBack()
    if (round % 2 === 0) await waitFor('something', () => lines(client).length > expected.length)
    client.cut()
    expected.push(...(await moves))
    await client.connect()
  }
  await waitFor('all of it', () => lines(client).length >= expected.length)
  client.cut()
  expect(lines(client)).toEqual(expected)
})

test('twin: a client that comes back without its last id misses what happened meanwhile', async () => {
  const client = await follow()
  client.cut()
  const missed = await sendAndTakeBack()
  await earlierMovesArePast()
  client.lastId = ''
  await client.connect()
  await waitFor('the second greeting', () => client.of('ready').length === 2)
  const heard = await sendAndTakeBack()
  await waitFor('what came after', () => lines(client).includes(heard[1] ?? ''))
  client.cut()
  expect(lines(client).filter((line) => missed.includes(line))).toEqual([])
})

test('what commits late is not skipped, although others have committed meanwhile', async () => {
  const client = await follow()
  const waiting = (await send(kim, await office.client())).body.message.id
  const late = await office.site.pool.connect()
  try {
    await late.query('begin')
    await late.query(
      `with moved as (
         update daylatch.effect set events = events + 1, reason = 'late' where effect_id = $1 returning *
       )
       insert into daylatch.effect_event (subject, effect_id, seq, at, from_state, to_state, attempt, reason)
       select subject, effect_id, events, daylatch.clock(), state, state, attempt, 'late' from moved`,
      [waiting],
    )
    const others = await sendAndTakeBack()
    await late.query('commit')
    await waitFor('the others', () => lines(client).includes(others[1] ?? ''))
    await waitFor('the late one', () => lines(client).includes(`${waiting} held 2`))
  } finally {
    late.release()
    client.cut()
  }
})

test('the stream of somebody who is no longer of the staff ends', async () => {
  const viewer = await office.site.member({ role: 'viewer' })
  const admin = await office.site.member({ role: 'admin' })
  const client = await follow(viewer)
  const change = await admin.post('/api/admin/roles', { memberId: viewer.id, role: 'member' })
  expect(change.status).toBeLessThan(300)
  await waitFor('the end', () => client.ends === 1, 60_000)
  await client.connect()
  expect(client.status).toBe(403)
})

test('a place that is none means from now on for a browser, and is refused where it was asked for', async () => {
  const client = new EventClient(`${office.site.url}/api/messages/stream`, { cookie: kim.cookie })
  client.lastId = 'x'
  await client.connect()
  await waitFor('the greeting', () => client.of('ready').length === 1)
  client.cut()
  expect(await refusalOf(await kim.request('/api/messages/stream?after=x'))).toEqual([400, 'invalid-cursor'])
})

test('a position survives its text, whatever the subject is, and places are in the order of the database', () => {
  const effectId = '00000000-0000-4000-8000-000000000000'
  const place = { xact: '18446744073709551615', subject: 'a/b \n💥', effectId, seq: 3 }
  expect(readPosition(writePosition(place))).toEqual(place)
  for (const text of [
    '',
    'x',
    `1/${effectId}/1`,
    `1/${effectId}/1/%`,
    `18446744073709551616/${effectId}/1/`,
  ]) {
    expect(readPosition(text)).toBeUndefined()
  }
  const order = [
    { xact: '9', subject: 'z', effectId, seq: 9 },
    { xact: '10', subject: '', effectId, seq: 0 },
    { xact: '10', subject: '\uff5e', effectId, seq: 1 },
    { xact: '10', subject: '💥', effectId, seq: 1 },
    { xact: '10', subject: '💥', effectId, seq: 2 },
  ]
  const seen = order.flatMap((a, i) => order.map((b, j) => isAfter(a, b) === i > j))
  expect(seen).not.toContain(false)
})
