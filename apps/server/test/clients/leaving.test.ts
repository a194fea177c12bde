import { waitFor } from '@daylatch/test-kit'
import { fromPg } from 'daylatch'
import { startClockAt } from 'daylatch/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../../src/accounts/transaction.ts'
import { changeOptOut } from '../../src/clients/opt-out.ts'
import { bodyOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'
import { type Client, makeClient, patch } from './support/clients.ts'

interface Message {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly events: readonly { readonly to: string; readonly by: string; readonly reason: string }[]
}

let site: TestSite
let admin: TestMember

beforeAll(async () => {
  const messages = { undoSeconds: 0, quietHours: { from: '21:00', to: '08:00' } }
  site = await startSite({ config: { messages } })
  // Noon in Shanghai: night in New York.
  await startClockAt(fromPg(site.pool), new Date('2031-05-02T04:00:00.000Z'))
  admin = await site.member({ role: 'admin' })
})

afterAll(async () => {
  await site.stop()
})

/** A message that waits because nobody knows the client's zone. */
async function held(name: string, number: string): Promise<{ client: Client; id: string }> {
  const client = await makeClient(admin, { name, number })
  const response = await admin.post(`/api/clients/${client.id}/messages`, { text: `For ${name}` })
  const { message } = await bodyOf<{ message: Message }>(response)
  expect([response.status, message.state, message.reason]).toEqual([202, 'held', 'zone-unknown'])
  return { client, id: message.id }
}

/** The message, once it has come to one of these states. */
async function settled(id: string, ...states: readonly string[]): Promise<Message> {
  let message: Message | undefined
  await waitFor(`message ${id} to be ${states.join(' or ')}`, async () => {
    message = await bodyOf<Message>(await admin.request(`/api/messages/${id}`))
    return states.includes(message.state)
  })
  if (message === undefined) throw new TypeError('Expected the message')
  return message
}

async function arrived(number: string): Promise<readonly string[]> {
  const path = `/api/handset/messages?number=${encodeURIComponent(number)}`
  const { items } = await bodyOf<{ items: { text: string }[] }>(await admin.request(path))
  return items.map(({ text }) => text)
}

test('a message that waited for a zone leaves when it is set, and arrives', async () => {
  const number = '+12085550141'
  const { client, id } = await held('Day', number)
  await patch(admin, client.id, { zone: 'Asia/Shanghai' })
  await settled(id, 'sent', 'delivered')
  expect(await arrived(number)).toEqual(['For Day'])
})

test('where it is night by the zone that was set, it is held until the morning of that zone', async () => {
  const number = '+12085550142'
  const { client, id } = await held('Night', number)
  await patch(admin, client.id, { zone: 'America/New_York' })
  await waitFor('the dispatcher to look at it', async () => {
    const { reason } = await bodyOf<Message>(await admin.request(`/api/messages/${id}`))
    return reason === 'quiet-hours'
  })
  const message = await bodyOf<Message & { dueAt: string }>(await admin.request(`/api/messages/${id}`))
  expect([message.state, message.dueAt]).toEqual(['held', '2031-05-02T12:00:00.000Z'])
  expect(await arrived(number)).toEqual([])
})

test('an opt-out that came by another way is seen at dispatch: nothing leaves, and the slot is free', async () => {
  const number = '+12085550143'
  const { client, id } = await held('Gone', number)
  // As an inbound STOP will do it: nobody has looked for messages that wait.
  await inTransaction(site.pool, async (tx) => {
    await changeOptOut(tx, { clientId: client.id, optedOut: true, source: 'reply', actor: null })
  })
  await patch(admin, client.id, { zone: 'Asia/Shanghai' })
  const message = await settled(id, 'cancelled', 'sending', 'sent', 'delivered')
  expect([message.state, message.reason, message.events.at(-1)?.by]).toEqual([
    'cancelled',
    'opted-out',
    'dispatcher',
  ])
  const page = await bodyOf<{ slot: { open: boolean } }>(await admin.request(`/api/clients/${client.id}`))
  expect(page.slot.open).toBe(true)
  expect(await arrived(number)).toEqual([])
})

test('a number that was changed by another way is seen at dispatch: the message goes to neither', async () => {
  const { client, id } = await held('Moved', '+12085550144')
  await site.pool.query(`update site.client set number = '+12085550145' where id = $1`, [client.id])
  await patch(admin, client.id, { zone: 'Asia/Shanghai' })
  const message = await settled(id, 'cancelled', 'sending', 'sent', 'delivered')
  expect([message.state, message.reason]).toEqual(['cancelled', 'number-changed'])
  expect([await arrived('+12085550144'), await arrived('+12085550145')]).toEqual([[], []])
})
