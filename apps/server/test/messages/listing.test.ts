import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import {
  makeUnknown,
  MIDNIGHT,
  type Office,
  openOffice,
  send,
  type SendBody,
  type TestClient,
} from './support/office.ts'

interface Page {
  readonly items: readonly { readonly id: string }[]
  readonly nextCursor: string | null
  readonly counts: Readonly<Record<string, number>>
}

interface ClientPage {
  readonly slot: {
    readonly open: boolean
    readonly opensAt: string
    readonly limitedBy: string | null
    readonly message: { readonly id: string } | null
  }
  readonly rule: SendBody['rule']
  readonly messages: readonly { readonly id: string }[]
}

let office: Office
let kim: TestMember

beforeAll(async () => {
  office = await openOffice()
  kim = await office.site.member({ role: 'sender' })
})

afterAll(async () => {
  await office.site.stop()
})

const page = async (search = ''): Promise<Page> =>
  await bodyOf<Page>(await kim.request(`/api/messages${search}`))

const clientPage = async ({ id }: TestClient): Promise<ClientPage> =>
  await bodyOf<ClientPage>(await kim.request(`/api/clients/${id}`, { headers: { 'accept-language': 'en' } }))

test('all messages are on the pages, the latest first, each once, while others come in', async () => {
  const ids: string[] = []
  for (let n = 0; n < 53; n += 1) ids.unshift((await send(kim, await office.client())).body.message.id)
  const first = await page()
  await send(kim, await office.client())
  const second = await page(`?cursor=${first.nextCursor ?? ''}`)
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids)
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([50, 3, null])
  expect(second.counts).toMatchObject({ held: 54, unknown: 0, sent: 0 })
})

test('a page can be of one state and of one client', async () => {
  const client = await office.client()
  const { id } = (await send(kim, client)).body.message
  await makeUnknown(office, id)
  const unknown = await page('?state=unknown')
  expect([unknown.items.map((one) => one.id), unknown.counts['unknown']]).toEqual([[id], 1])
  expect((await page(`?client=${client.id}`)).items.map((one) => one.id)).toEqual([id])
  expect((await page(`?client=${client.id}&state=sent`)).items).toEqual([])
})

test('what is no state, client or cursor is refused', async () => {
  for (const [search, code] of [
    ['?state=gone', 'invalid-input'],
    ['?client=x', 'invalid-input'],
    ['?cursor=x', 'invalid-cursor'],
    ['?cursor=999999999999999_00000000-0000-0000-0000-000000000000', 'invalid-cursor'],
    ['?x=1', 'invalid-input'],
  ]) {
    expect(await refusalOf(await kim.request(`/api/messages${search}`))).toEqual([400, code])
  }
})

test('a client’s page shows the slot, who has it, the rule in words, and the messages', async () => {
  const client = await office.client()
  const before = await clientPage(client)
  expect([before.slot.open, before.slot.message, before.messages]).toEqual([true, null, []])
  expect(before.rule.sentence).toBe('one per calendar day, Asia/Shanghai, from 00:00')
  const { id } = (await send(kim, client)).body.message
  const after = await clientPage(client)
  expect(after.slot).toMatchObject({ open: false, opensAt: MIDNIGHT, limitedBy: 'client', message: { id } })
  expect(after.messages.map((one) => one.id)).toEqual([id])
  const other = await clientPage(await office.client({ number: client.number }))
  expect(other.slot).toMatchObject({ open: false, opensAt: MIDNIGHT, limitedBy: 'number', message: { id } })
  expect(other.messages).toEqual([])
  await kim.post(`/api/messages/${id}/cancel`)
  expect((await clientPage(client)).slot).toMatchObject({ open: true, limitedBy: null, message: null })
})
