import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { makeUnknown, type MessageBody, messageOf, type Office, openOffice, send } from './support/office.ts'

let office: Office
let kim: TestMember

/** By the client's clocks, quiet until eight, and through a handset that can be asked. */
beforeAll(async () => {
  office = await openOffice({
    zone: 'client',
    quietHours: { from: '12:30', to: '08:00' },
    gateways: { handset: { kind: 'handset', class: 'queryable' } },
  })
  kim = await office.site.member({ role: 'sender' })
})

afterAll(async () => {
  await office.site.stop()
})

test('a gateway that can be asked is asked, and a message that it does not know stays open', async () => {
  const { body } = await send(kim, await office.client())
  const { id } = body.message
  expect(await refusalOf(await kim.post(`/api/messages/${id}/look-up`))).toEqual([409, 'not-in-state'])
  await makeUnknown(office, id)
  expect((await messageOf(kim, id)).may).toEqual({ cancel: false, lookUp: true, resolve: true })
  const answer = await kim.post(`/api/messages/${id}/look-up`)
  const asked = await bodyOf<MessageBody & { readonly finding: string }>(answer)
  expect([answer.status, asked.finding, asked.state]).toEqual([200, 'absent', 'unknown'])
})

test('days are those of the client: at one instant of two dates, each with its own midnight', async () => {
  const shanghai = await send(kim, await office.client())
  const auckland = await send(kim, await office.client({ zone: 'Pacific/Auckland' }))
  const honolulu = await send(kim, await office.client({ zone: 'Pacific/Honolulu' }))
  const seen = [shanghai, auckland, honolulu].map(({ status, body }) => [
    status,
    body.message.period,
    body.opensAt,
    body.rule.sentence,
  ])
  expect(seen).toEqual([
    [202, '2031-05-02', '2031-05-02T16:00:00.000Z', 'one per calendar day, Asia/Shanghai, from 00:00'],
    [202, '2031-05-02', '2031-05-02T12:00:00.000Z', 'one per calendar day, Pacific/Auckland, from 00:00'],
    [202, '2031-05-01', '2031-05-02T10:00:00.000Z', 'one per calendar day, Pacific/Honolulu, from 00:00'],
  ])
})

test('where days are those of the client, one whose zone nobody knows is refused, and the slot says so', async () => {
  const client = await office.client({ zone: null })
  const { status, body } = await send(kim, client)
  expect([status, body.code]).toEqual([422, 'zone-unknown'])
  const page = await bodyOf<{ slot: unknown; rule: { zone: string | null } }>(
    await kim.request(`/api/clients/${client.id}`),
  )
  expect(page.slot).toEqual({ open: false, opensAt: null, limitedBy: null, message: null })
  expect(page.rule.zone).toBeNull()
})

test('a message in quiet hours waits for their end by the client’s clocks, and longer than its undo window', async () => {
  // Noon in Shanghai is four in the afternoon in Auckland.
  const { body } = await send(kim, await office.client({ zone: 'Pacific/Auckland' }))
  expect([body.message.state, body.message.reason]).toEqual(['held', 'quiet-hours'])
  const { dueAt } = await bodyOf<{ dueAt: string }>(await kim.request(`/api/messages/${body.message.id}`))
  expect(dueAt).toBe('2031-05-02T20:00:00.000Z')
})
