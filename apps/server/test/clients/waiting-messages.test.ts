import { fromPg } from 'daylatch'
import { startClockAt } from 'daylatch/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'
import { type Client, makeClient, patch } from './support/clients.ts'

interface Message {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly dueAt: string | null
  readonly events: readonly {
    readonly to: string
    readonly by: string
    readonly at: string
    readonly reason: string
  }[]
}

let site: TestSite
let editor: TestMember

beforeAll(async () => {
  // A message that nobody takes back leaves after an hour. Noon in Shanghai is night in New York, and quiet.
  const messages = { undoSeconds: 3600, quietHours: { from: '21:00', to: '08:00' } }
  site = await startSite({ config: { messages } })
  await startClockAt(fromPg(site.pool), new Date('2031-05-02T04:00:00.000Z'))
  editor = await site.member({ role: 'editor' })
})

afterAll(async () => {
  await site.stop()
})

async function send(client: Client, text = 'Your parcel is here'): Promise<Response> {
  return await editor.post(`/api/clients/${client.id}/messages`, { text })
}

/** Sends, and says what was queued. */
async function queued(client: Client): Promise<Message> {
  const response = await send(client)
  expect(response.status).toBe(202)
  return (await bodyOf<{ message: Message }>(response)).message
}

async function messageOf({ id }: Message): Promise<Message> {
  return await bodyOf<Message>(await editor.request(`/api/messages/${id}`))
}

interface ClientPage extends Client {
  readonly slot: { readonly open: boolean }
  readonly messages: readonly Message[]
  readonly rule: { readonly sentence: string }
}

async function pageOf({ id }: Client): Promise<ClientPage> {
  const headers = { 'accept-language': 'en' }
  return await bodyOf<ClientPage>(await editor.request(`/api/clients/${id}`, { headers }))
}

test('the page of a client has the slot, the rule in words, and the messages; the list has the last one', async () => {
  const client = await makeClient(editor, { name: 'Page', number: '+12025550110', zone: 'Asia/Shanghai' })
  expect(await pageOf(client)).toMatchObject({ slot: { open: true }, messages: [] })
  const message = await queued(client)
  const page = await pageOf(client)
  expect(page).toMatchObject({
    slot: { open: false, message: { id: message.id } },
    messages: [{ id: message.id }],
  })
  expect(page.rule.sentence).toBe('one per calendar day, Asia/Shanghai, from 00:00')
  const list = await bodyOf<{ items: { id: string; latest: unknown }[] }>(
    await editor.request('/api/clients?search=Page'),
  )
  expect(list.items[0]?.latest).toMatchObject({
    id: message.id,
    state: 'held',
    period: '2031-05-02',
    sentBy: { id: editor.id, name: editor.name },
  })
})

test('an opt-out cancels what waits, and gives the slot back; who is back in can be sent one on that day', async () => {
  const client = await makeClient(editor, { name: 'Out', number: '+12025550111', zone: 'Asia/Shanghai' })
  const message = await queued(client)
  expect((await patch(editor, client.id, { optedOut: true })).status).toBe(200)
  const cancelled = await messageOf(message)
  expect([cancelled.state, cancelled.reason]).toEqual(['cancelled', 'opted-out'])
  expect((await pageOf(client)).slot.open).toBe(true)
  expect(await refusalOf(await send(client))).toEqual([422, 'opted-out'])
  await patch(editor, client.id, { optedOut: false })
  expect((await queued(client)).state).toBe('held')
})

test('another number cancels what waits for the old one; a message to the new one can be sent at once', async () => {
  const client = await makeClient(editor, { name: 'Moved', number: '+12025550112', zone: 'Asia/Shanghai' })
  const message = await queued(client)
  await patch(editor, client.id, { number: '+12025550113' })
  const cancelled = await messageOf(message)
  expect([cancelled.state, cancelled.reason]).toEqual(['cancelled', 'number-changed'])
  expect((await send(client)).status).toBe(202)
})

test('a message that waits for a zone is let go when somebody sets it, and not by another change', async () => {
  const client = await makeClient(editor, { name: 'Nowhere', number: '+12085550114' })
  const message = await queued(client)
  expect([message.state, message.reason]).toEqual(['held', 'zone-unknown'])
  await patch(editor, client.id, { name: 'Still nowhere' })
  expect((await messageOf(message)).reason).toBe('zone-unknown')
  await patch(editor, client.id, { zone: 'Asia/Shanghai' })
  const waiting = await messageOf(message)
  expect(waiting.events[1]).toMatchObject({ to: 'pending', by: 'person', reason: 'zone-set' })
  // The undo window begins now, and the message can be taken back in it.
  const setAt = Date.parse(waiting.events[1]?.at ?? '')
  expect(Date.parse(waiting.dueAt ?? '') - setAt).toBe(3_600_000)
  expect((await editor.post(`/api/messages/${message.id}/cancel`, {})).status).toBe(200)
})

test('a message that waits for the end of a night is let go when the zone turns out to be another one', async () => {
  const client = await makeClient(editor, { name: 'Traveller', number: '+12025550115' })
  const message = await queued(client)
  expect([message.state, message.reason]).toEqual(['held', 'quiet-hours'])
  await patch(editor, client.id, { zone: 'Asia/Shanghai' })
  const [, released] = (await messageOf(message)).events
  expect(released).toMatchObject({ to: 'pending', reason: 'zone-set' })
})

test('a change that touches neither leaves the messages alone', async () => {
  const client = await makeClient(editor, { name: 'Same', number: '+12025550116', zone: 'Asia/Shanghai' })
  const message = await queued(client)
  await patch(editor, client.id, { name: 'Same again', optedOut: false, zone: 'Asia/Shanghai' })
  const now = await messageOf(message)
  expect([now.state, now.reason, now.events.length]).toEqual(['held', 'undo', 1])
})

test('an opt-out is kept although a message of the client is held by somebody, and answered', async () => {
  const client = await makeClient(editor, { name: 'Busy', number: '+12025550117', zone: 'Asia/Shanghai' })
  const message = await queued(client)
  const holder = await site.pool.connect()
  await holder.query('begin')
  await holder.query('select from daylatch.effect where effect_id = $1 for update', [message.id])
  const answer = await patch(editor, client.id, { optedOut: true })
  await holder.query('rollback')
  holder.release()
  expect(answer.status).toBe(200)
  expect((await bodyOf<Client>(answer)).optedOut?.source).toBe('staff')
  // Left for the check at dispatch.
  expect((await messageOf(message)).state).toBe('held')
})
