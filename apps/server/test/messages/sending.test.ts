import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { counted, messageOf, MIDNIGHT, type Office, openOffice, send, TODAY } from './support/office.ts'

let office: Office
let kim: TestMember
let lee: TestMember

beforeAll(async () => {
  office = await openOffice()
  const [first, second] = await office.site.members(2, { role: 'sender', name: 'Staff' })
  if (first === undefined || second === undefined) throw new TypeError('Expected two of the staff')
  kim = first
  lee = second
})

afterAll(async () => {
  await office.site.stop()
})

test('whoever tries second gets the first one’s record at once: who, when, what, and when the next slot opens', async () => {
  const client = await office.client()
  const first = await send(kim, client, 'Your parcel is here')
  expect([first.status, first.body.message.state, first.body.message.reason]).toEqual([202, 'held', 'undo'])
  expect(first.body.message.may).toEqual({ cancel: true, lookUp: false, resolve: false })
  const second = await send(lee, client, 'Where are you?')
  expect([second.status, second.body.code, second.body.limitedBy]).toEqual([
    409,
    'already-messaged',
    'client',
  ])
  expect(second.body.message).toEqual(first.body.message)
  expect(second.body.message).toMatchObject({
    text: 'Your parcel is here',
    client: { id: client.id, name: 'Ada Client' },
    sentBy: { id: kim.id, name: kim.name },
  })
  expect(second.body.opensAt).toBe(first.body.opensAt)
  expect([first.body.message.period, first.body.opensAt]).toEqual([TODAY, MIDNIGHT])
})

test('two clients who share a number get one message between them, and the refusal names the other client', async () => {
  const number = '+447700900123'
  const [ada, bo] = [await office.client({ number }), await office.client({ number, name: 'Bo Client' })]
  expect((await send(kim, ada)).status).toBe(202)
  const second = await send(lee, bo)
  expect([second.status, second.body.limitedBy, second.body.message.client.name]).toEqual([
    409,
    'number',
    'Ada Client',
  ])
  // The slot of the second client was not used up: with another number he can be sent one.
  await office.site.pool.query(`update site.client set number = '+447700900124' where id = $1`, [bo.id])
  expect((await send(lee, bo)).status).toBe(202)
})

test('the rule is named in words, in the language that is asked for, in answers of either kind', async () => {
  const client = await office.client()
  const english = 'one per calendar day, Asia/Shanghai, from 00:00'
  const chinese = '每个自然日一条，Asia/Shanghai，从 00:00 起'
  expect((await send(kim, client, 'hello', { language: 'en-GB' })).body.rule).toEqual({
    per: 'day',
    zone: 'Asia/Shanghai',
    resetAt: '00:00',
    sentence: english,
    onFailed: 'release',
  })
  expect((await send(kim, client, 'hello', { language: 'zh-CN' })).body.rule.sentence).toBe(chinese)
  expect((await send(kim, client, 'hello', { language: 'en' })).body.rule.sentence).toBe(english)
})

test('sixteen who send at once are one message, and fifteen who are shown it', async () => {
  const client = await office.client()
  const staff = await office.site.members(16, { role: 'sender' })
  const answers = await Promise.all(staff.map(async (one, n) => await send(one, client, `message ${n}`)))
  const won = answers.filter(({ status }) => status === 202)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(15)
  expect(won).toHaveLength(1)
  expect(new Set(answers.map(({ body }) => body.message.id))).toEqual(new Set([won[0]?.body.message.id]))
})

test('names are those of today: of a client who was renamed, and of a member who has left', async () => {
  const client = await office.client()
  const [gone] = await office.site.members(1, { role: 'sender', name: 'Leaving' })
  const { body } = await send(gone ?? kim, client)
  await office.site.pool.query(`update site.client set name = 'Ada Married' where id = $1`, [client.id])
  await office.site.pool.query(`update site.member set name = 'Former member' where id = $1`, [gone?.id])
  const message = await messageOf(lee, body.message.id)
  expect([message.client.name, message.sentBy?.name]).toEqual(['Ada Married', 'Former member'])
  expect(message.events).toMatchObject([
    { from: null, to: 'held', by: 'person', actor: { name: 'Former member' } },
  ])
})

describe('nothing is claimed, and the answer says why, for', () => {
  test.each([
    ['no text', '', 400, 'invalid-input'],
    ['a blank one', ' \n\u3000', 400, 'invalid-input'],
    ['a control character', 'a\u0007b', 400, 'invalid-input'],
    ['a C1 control character', 'a\u0085b', 400, 'invalid-input'],
    ['NUL', 'a\0b', 400, 'invalid-text'],
    ['half of a surrogate pair', 'a\ud83d', 400, 'invalid-text'],
    ['more parts than a message may have', 'a'.repeat(154 * 6), 422, 'too-long'],
    ['more parts in Chinese', '长'.repeat(67 * 6 + 1), 422, 'too-long'],
    ['more than a route takes', 'a'.repeat(30_000), 400, 'invalid-input'],
    ['more than a body may be', '长'.repeat(30_000), 413, 'body-too-large'],
  ])('%s', async (_what, text, status, code) => {
    const client = await office.client()
    const before = await counted(office)
    const answer = await send(kim, client, text)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(await counted(office)).toEqual(before)
  })

  test('a client who wants none, and one whom nobody knows', async () => {
    const before = await counted(office)
    const optedOut = await send(kim, await office.client({ optedOut: true }))
    expect([optedOut.status, optedOut.body.code]).toEqual([422, 'opted-out'])
    const nobody = { id: randomUUID(), name: '', number: '' }
    expect((await send(kim, nobody)).body.code).toBe('unknown-client')
    const none = await kim.post('/api/clients/x/messages', { text: 'hello' })
    expect(await refusalOf(none)).toEqual([400, 'invalid-input'])
    expect(await counted(office)).toEqual(before)
  })
})

test('the longest text that may be sent is kept as it was written, line breaks and all', async () => {
  const text = `${'a'.repeat(153 * 6 - 2)}\n\n`
  const { status, body } = await send(kim, await office.client(), text)
  expect([status, body.message.text]).toEqual([202, text])
})

test('viewers read and do not send; members and strangers do neither', async () => {
  const client = await office.client()
  const { body } = await send(kim, client)
  const viewer = await office.site.member({ role: 'viewer' })
  const seen = await messageOf(viewer, body.message.id)
  expect(seen.may).toEqual({ cancel: false, lookUp: false, resolve: false })
  const other = await office.client()
  const outsiders = [
    [viewer, 403, 'not-allowed'],
    [await office.site.member(), 403, 'not-allowed'],
    [office.site.stranger(), 401, 'not-signed-in'],
  ] as const
  for (const [one, status, code] of outsiders) {
    const answer = await send(one, other)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    for (const path of ['cancel', 'resolve']) {
      const decision = await one.post(`/api/messages/${body.message.id}/${path}`, {
        verdict: 'sent',
        reason: 'x',
      })
      expect(await refusalOf(decision)).toEqual([status, code])
    }
  }
  for (const path of ['', `/${body.message.id}`, '/stream']) {
    expect((await office.site.stranger().request(`/api/messages${path}`)).status).toBe(401)
    expect((await (await office.site.member()).request(`/api/messages${path}`)).status).toBe(403)
  }
})

test('a message that is sent is in the audit log without its text, and one that is refused is not', async () => {
  const client = await office.client()
  const { body } = await send(kim, client, 'a secret of the client')
  await send(lee, client, 'another')
  const { rows } = await office.site.pool.query<{ actor: string; target: string; detail: unknown }>(
    `select actor, target, detail from site.audit_log
     where action = 'message.sent' and detail ->> 'clientId' = $1`,
    [client.id],
  )
  expect(rows).toEqual([{ actor: kim.id, target: body.message.id, detail: { clientId: client.id } }])
})

test('a message whose audit entry cannot be written is not queued, and its slot stays open', async () => {
  const client = await office.client()
  const { pool } = office.site
  await pool.query(
    `alter table site.audit_log add constraint refused check (action <> 'message.sent') not valid`,
  )
  const { status } = await send(kim, client)
  await pool.query('alter table site.audit_log drop constraint refused')
  const { rows } = await pool.query('select from daylatch.effect where subject = $1', [`client:${client.id}`])
  expect([status, rows.length]).toEqual([500, 0])
  expect((await send(kim, client)).status).toBe(202)
})
