import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { makeUnknown, type MessageBody, messageOf, type Office, openOffice, send } from './support/office.ts'

let office: Office
let kim: TestMember

beforeAll(async () => {
  office = await openOffice()
  kim = await office.site.member({ role: 'sender', name: 'Kim' })
})

afterAll(async () => {
  await office.site.stop()
})

/** One that is held, or of which nobody knows what became. */
async function sent(state: 'held' | 'unknown' = 'held'): Promise<MessageBody> {
  const { body } = await send(kim, await office.client())
  if (state === 'unknown') await makeUnknown(office, body.message.id)
  return body.message
}

test('a message that is taken back within its undo window gives the slots free, for the client and the number', async () => {
  const client = await office.client()
  const { body } = await send(kim, client, 'the wrong text')
  const answer = await kim.post(`/api/messages/${body.message.id}/cancel`, { reason: 'the wrong text' })
  expect([answer.status, (await bodyOf<MessageBody>(answer)).state]).toEqual([200, 'cancelled'])
  const again = await send(kim, client, 'the right text')
  expect([again.status, again.body.message.text]).toEqual([202, 'the right text'])
  const { events, may } = await messageOf(kim, body.message.id)
  expect(may).toEqual({ cancel: false, lookUp: false, resolve: false })
  expect(events.map(({ from, to, by, reason }) => [from, to, by, reason])).toEqual([
    [null, 'held', 'person', 'undo'],
    ['held', 'cancelled', 'person', 'taken-back'],
  ])
  expect([events[1]?.actor?.name, events[1]?.detail]).toEqual(['Kim 1', { note: 'the wrong text' }])
})

test('what cannot be decided any more is refused with the message as it is', async () => {
  const { id } = await sent()
  await kim.post(`/api/messages/${id}/cancel`)
  for (const [path, body] of [
    ['cancel', undefined],
    ['resolve', { verdict: 'sent', reason: 'I asked' }],
  ] as const) {
    const answer = await kim.post(`/api/messages/${id}/${path}`, body)
    const { code, message } = await bodyOf<{ code: string; message: MessageBody }>(answer)
    expect([answer.status, code, message.id, message.state]).toEqual([409, 'not-in-state', id, 'cancelled'])
  }
  const nobody = await kim.post(`/api/messages/${randomUUID()}/cancel`)
  expect(await refusalOf(nobody)).toEqual([404, 'unknown-message'])
})

test('two who take the same message back at once are one cancellation and one refusal', async () => {
  const { id } = await sent()
  const answers = await Promise.all([1, 2].map(async () => await kim.post(`/api/messages/${id}/cancel`)))
  expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '409'])
  expect((await messageOf(kim, id)).events).toHaveLength(2)
})

test('what nobody knows is decided by a person, whose words are kept: not sent opens the slot, sent keeps it', async () => {
  const client = await office.client()
  const { body } = await send(kim, client)
  const { id } = body.message
  await makeUnknown(office, id)
  expect((await messageOf(kim, id)).may).toEqual({ cancel: false, lookUp: false, resolve: true })
  expect((await send(kim, client)).status).toBe(409)
  const reason = 'She says that nothing came'
  const ofAnother = await kim.post(`/api/messages/${id}/resolve`, { verdict: 'sent', reason, attempt: 7 })
  expect(await refusalOf(ofAnother)).toEqual([409, 'not-in-state'])
  const answer = await kim.post(`/api/messages/${id}/resolve`, { verdict: 'not-sent', reason, attempt: 1 })
  expect([answer.status, (await bodyOf<MessageBody>(answer)).state]).toEqual([200, 'failed'])
  const event = (await messageOf(kim, id)).events.at(-1)
  expect(event).toMatchObject({ from: 'unknown', to: 'failed', by: 'person', reason: 'decided' })
  expect(event?.detail).toEqual({ verdict: 'not-sent', note: reason })
  const second = await send(kim, client)
  expect(second.status).toBe(202)
  await makeUnknown(office, second.body.message.id)
  await kim.post(`/api/messages/${second.body.message.id}/resolve`, { verdict: 'sent', reason: 'It came' })
  expect((await send(kim, client)).status).toBe(409)
})

test('many are decided at once: those that can be are, and the others are told one by one', async () => {
  const open = [await sent('unknown'), await sent('unknown')].map(({ id }) => id)
  const waiting = await sent()
  const nobody = randomUUID()
  const ids = [open[0], waiting.id, nobody, open[1], open[0]]
  const body = { ids, verdict: 'sent', reason: 'The gateway’s own list has them' }
  const answer = await kim.post('/api/messages/resolve', body)
  expect([answer.status, await bodyOf(answer)]).toEqual([
    200,
    {
      resolved: open,
      refused: [
        { id: waiting.id, code: 'not-in-state', state: 'held' },
        { id: nobody, code: 'unknown-message', state: null },
      ],
    },
  ])
  for (const id of open) expect((await messageOf(kim, id)).state).toBe('sent')
  const again = await bodyOf<{ refused: readonly { state: string }[] }>(
    await kim.post('/api/messages/resolve', { ...body, ids: open }),
  )
  expect(again.refused.map(({ state }) => state)).toEqual(['sent', 'sent'])
})

test('what is no decision is refused before anything is decided', async () => {
  const { id } = await sent('unknown')
  for (const body of [
    { ids: [], verdict: 'sent', reason: 'x' },
    { ids: ['x'], verdict: 'sent', reason: 'x' },
    { ids: [id], verdict: 'perhaps', reason: 'x' },
    { ids: [id], verdict: 'sent', reason: '   ' },
    { ids: [id], verdict: 'sent' },
    { ids: Array.from({ length: 201 }, () => id), verdict: 'sent', reason: 'x' },
  ]) {
    expect(await refusalOf(await kim.post('/api/messages/resolve', body))).toEqual([400, 'invalid-input'])
  }
  expect((await messageOf(kim, id)).state).toBe('unknown')
})

test('every decision is in the audit log, without its words', async () => {
  const [cancelled, resolved] = [await sent(), await sent('unknown')]
  await kim.post(`/api/messages/${cancelled.id}/cancel`, { reason: 'a secret' })
  await kim.post(`/api/messages/${resolved.id}/resolve`, { verdict: 'sent', reason: 'a secret' })
  const { rows } = await office.site.pool.query<{ action: string; target: string; detail: unknown }>(
    `select action, target, detail from site.audit_log where target = any($1) and action <> 'message.sent' order by id`,
    [[cancelled.id, resolved.id]],
  )
  expect(rows).toEqual([
    { action: 'message.cancelled', target: cancelled.id, detail: {} },
    { action: 'message.resolved', target: resolved.id, detail: { verdict: 'sent' } },
  ])
})

test('at a gateway that cannot be asked nothing is looked up', async () => {
  const [{ id }, waiting] = [await sent('unknown'), await sent()]
  expect(await refusalOf(await kim.post(`/api/messages/${id}/look-up`))).toEqual([409, 'no-look-up'])
  expect(await refusalOf(await kim.post(`/api/messages/${waiting.id}/look-up`))).toEqual([
    409,
    'not-in-state',
  ])
  const nobody = await kim.post(`/api/messages/${randomUUID()}/look-up`, {})
  expect(await refusalOf(nobody)).toEqual([404, 'unknown-message'])
})
