import { fromPg } from 'daylatch'
import { startClockAt } from 'daylatch/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestMember } from '../support/member.ts'
import { counted, MIDNIGHT, type Office, openOffice, send, TODAY } from './support/office.ts'

let office: Office
let kim: TestMember
let lee: TestMember

beforeAll(async () => {
  office = await openOffice()
  const [first, second] = await office.site.members(2, { role: 'sender' })
  if (first === undefined || second === undefined) throw new TypeError('Expected two of the staff')
  kim = first
  lee = second
})

afterAll(async () => {
  await office.site.stop()
})

const at = async (offsetMs: number): Promise<void> =>
  await startClockAt(fromPg(office.site.pool), new Date(Date.parse(MIDNIGHT) + offsetMs))

test('a request that is sent again under its key after midnight gets its first answer, and no second message', async () => {
  const client = await office.client()
  await at(-60_000)
  const first = await send(kim, client, 'hello', { key: 'k-1' })
  const before = await counted(office)
  await at(60_000)
  const again = await send(kim, client, 'hello', { key: 'k-1' })
  expect([first.status, first.isReplayed, again.status, again.isReplayed]).toEqual([202, false, 202, true])
  expect(again.body).toEqual(first.body)
  expect([again.body.message.period, again.body.opensAt]).toEqual([TODAY, MIDNIGHT])
  expect(await counted(office)).toEqual(before)
})

test('the twin, the same request without its key, is a second message on the second day', async () => {
  const client = await office.client()
  await at(-60_000)
  const first = await send(kim, client, 'hello')
  await at(60_000)
  const again = await send(kim, client, 'hello')
  expect([first.status, again.status]).toEqual([202, 202])
  expect(again.body.message.id).not.toBe(first.body.message.id)
})

test('whoever lost gets the same refusal again under his key, also after midnight', async () => {
  const client = await office.client()
  await at(-60_000)
  const won = await send(kim, client)
  const lost = await send(lee, client, 'mine', { key: 'k-2' })
  await at(60_000)
  const again = await send(lee, client, 'mine', { key: 'k-2' })
  expect([lost.status, again.status, again.isReplayed]).toEqual([409, 409, true])
  expect([again.body.message.id, again.body.opensAt]).toEqual([won.body.message.id, lost.body.opensAt])
})

test('a key stands for its text, and is its owner’s: another text is refused, another person has keys of his own', async () => {
  const client = await office.client()
  await at(-3_600_000)
  await send(kim, client, 'hello', { key: 'k-3' })
  const other = await send(kim, client, 'another', { key: 'k-3' })
  expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused'])
  const somebodyElse = await send(lee, client, 'hello', { key: 'k-3' })
  expect([somebodyElse.status, somebodyElse.isReplayed]).toEqual([409, false])
  const bad = await send(kim, client, 'hello', { key: 'a b' })
  expect([bad.status, bad.body.code]).toEqual([400, 'invalid-idempotency-key'])
})

test('the answer under a key stays, whatever becomes of the client: he wants no more, he has another number', async () => {
  const client = await office.client()
  await at(-3_600_000)
  const first = await send(kim, client, 'hello', { key: 'k-4' })
  await office.site.pool.query(
    `update site.client set number = '+447700900199', opted_out_at = now(), opted_out_source = 'staff' where id = $1`,
    [client.id],
  )
  const again = await send(kim, client, 'hello', { key: 'k-4' })
  expect([again.status, again.isReplayed, again.body.message.id]).toEqual([202, true, first.body.message.id])
  expect(again.body.message.number).toBe(client.number)
  expect((await send(kim, client, 'hello', { key: 'k-5' })).body.code).toBe('opted-out')
})

test('sixteen of one key at once are one message, and sixteen times the same answer', async () => {
  const client = await office.client()
  await at(-3_600_000)
  const answers = await Promise.all(
    Array.from({ length: 16 }, async () => await send(kim, client, 'hello', { key: 'k-6' })),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 202))
  expect(answers.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1)
  expect(new Set(answers.map(({ body }) => body.message.id)).size).toBe(1)
})
