import { waitFor } from '@daylatch/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf } from '../support/answers.ts'
import {
  behave,
  makeClient,
  type Message,
  send,
  type Staff,
  staffOf,
  telephone,
  waitForState,
} from '../support/staff.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

let site: TestSite
let staff: Staff
let clients = 0

beforeAll(async () => {
  site = await startSite({ config: { messages: { undoSeconds: 0, retries: 0 } } })
  staff = await staffOf(site)
})

afterAll(async () => await site.stop())

/** Somebody with a telephone of his own. */
async function client(): Promise<{ readonly id: string; readonly number: string }> {
  clients += 1
  const number = `+861381234560${clients}`
  return { id: await makeClient(staff, number), number }
}

async function queue(id: string): Promise<string> {
  const response = await send(staff.ann, id, 'hello')
  const { message } = await bodyOf<{ readonly message: Message }>(response)
  expect(response.status).toBe(202)
  return message.id
}

interface History {
  readonly events: readonly { readonly to: string }[]
  readonly receipts: readonly { readonly status: string; readonly times: number; readonly verdict: string }[]
}

async function history(id: string): Promise<History> {
  return await bodyOf<History>(await staff.admin.request(`/api/messages/${id}`))
}

test.each([
  ['normal', 0],
  ['stall', 1],
  ['late-receipt', 1],
] as const)('%s: it is sent, and the receipt says that it was delivered', async (mode, seconds) => {
  await behave(staff, mode, seconds)
  const { id, number } = await client()
  const message = await queue(id)
  await waitForState(staff, message, 'delivered')
  const { events, receipts } = await history(message)
  // On a busy machine the receipt may be faster than the record of the answer.
  const moves = events.map(({ to }) => to).filter((to) => to !== 'sent')
  expect(moves).toEqual(['pending', 'sending', 'delivered'])
  expect(receipts).toMatchObject([{ status: 'delivered', times: 1, verdict: 'moved' }])
  expect(await telephone(staff, number)).toEqual(['hello'])
})

test('accept-and-close: it never counts as sent, and the receipt tells that it has arrived', async () => {
  await behave(staff, 'accept-and-close', 0)
  const { id, number } = await client()
  const message = await queue(id)
  await waitForState(staff, message, 'delivered')
  const { events } = await history(message)
  const moves = events.map(({ to }) => to).filter((to) => to !== 'unknown')
  expect(moves).toEqual(['pending', 'sending', 'delivered'])
  expect(await telephone(staff, number)).toEqual(['hello'])
})

test('double-receipt: the second one changes nothing, and is counted', async () => {
  await behave(staff, 'double-receipt', 0)
  const { id } = await client()
  const message = await queue(id)
  await waitFor('both receipts', async () => (await history(message)).receipts[0]?.times === 2)
  const { events, receipts } = await history(message)
  expect(events.filter(({ to }) => to === 'delivered')).toHaveLength(1)
  expect(receipts).toHaveLength(1)
})

test('refuse: it has failed for sure, and the client can be sent another one', async () => {
  await behave(staff, 'refuse', 0)
  const { id, number } = await client()
  await waitForState(staff, await queue(id), 'failed')
  expect(await telephone(staff, number)).toEqual([])
  await behave(staff, 'normal', 0)
  await waitForState(staff, await queue(id), 'delivered')
  expect(await telephone(staff, number)).toEqual(['hello'])
})
