import { createDatabase, waitFor } from '@daylatch/test-kit'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bodyOf } from '../support/answers.ts'
import { endHandset } from '../support/handset.ts'
import { type SiteOptions, startSite, type TestSite } from '../support/start-site.ts'
import {
  behave,
  makeClient,
  type Message,
  readMessage,
  type Refusal,
  send,
  staffOf,
  telephone,
  waitForState,
} from '../support/staff.ts'

const NUMBER = '+8613812345678'

function withHandset(settings: Readonly<Record<string, unknown>> = {}): NonNullable<SiteOptions['config']> {
  return { messages: { undoSeconds: 0, gateways: { handset: { kind: 'handset', ...settings } } } }
}

/** The two consoles of story 2, with the gateway that stalls for half a minute: in real time. */
test.concurrent(
  'two staff, one client, a gateway that stalls for 30 seconds: one message, and the second is told at once',
  async () => {
    const site = await startSite({ config: withHandset() })
    const staff = await staffOf(site)
    const client = await makeClient(staff, NUMBER)
    await behave(staff, 'stall', 30)

    const first = await send(staff.ann, client, 'from Ann')
    expect(first.status).toBe(202)
    const { message } = await bodyOf<{ message: Message }>(first)
    await waitFor('it to be with the gateway', async () => (await telephone(staff, NUMBER)).length === 1)

    const second = await send(staff.bo, client, 'from Bo')
    expect(second.status).toBe(409)
    const refusal = await bodyOf<Refusal>(second)
    expect(refusal).toMatchObject({ code: 'already-messaged', limitedBy: 'client' })
    expect(refusal.message).toMatchObject({
      id: message.id,
      text: 'from Ann',
      state: 'sending',
      sentBy: { id: staff.ann.id, name: staff.ann.name },
    })
    // Nobody else waits either.
    const others = await site.members(20)
    expect(await Promise.all(others.map(async (other) => (await other.checkIn()).status))).toEqual(
      Array(20).fill(201),
    )
    expect(await readMessage(staff, message.id)).toMatchObject({ state: 'sending', attempt: 1 })

    await waitForState(staff, message.id, 'delivered')
    expect(await telephone(staff, NUMBER)).toEqual(['from Ann'])
    expect((await send(staff.bo, client, 'from Bo, later')).status).toBe(409)
    expect(await telephone(staff, NUMBER)).toEqual(['from Ann'])
    await site.stop()
  },
)

// Side by side, and beside the scene above: all of them wait for leases to end.
describe.concurrent('the server is killed in mid-stall, and started again', () => {
  test('callback: the receipt, which finds the new server, tells that it has arrived', async () => {
    await killedInMidStall({ class: 'callback' }, async (site, id) => {
      const staff = await staffOf(site)
      await waitForState(staff, id, 'delivered')
    })
  })

  test('keyed: it is repeated with the same key, and arrives once', async () => {
    await killedInMidStall({ class: 'keyed', timeoutSeconds: 5 }, async (site, id) => {
      const staff = await staffOf(site)
      expect(await waitForState(staff, id, 'sent')).toMatchObject({ attempt: 2 })
    })
  })

  test('blind: nobody knows, it says so, and a person decides', async () => {
    await killedInMidStall({ class: 'blind', timeoutSeconds: 1 }, async (site, id) => {
      const staff = await staffOf(site)
      await waitForState(staff, id, 'unknown')
      const decision = { verdict: 'sent', reason: 'It is on the telephone.' }
      const response = await staff.bo.post(`/api/messages/${id}/resolve`, decision)
      expect([response.status, await bodyOf(response)]).toMatchObject([200, { state: 'sent', attempt: 1 }])
    })
  })
})

/** In each case: one message on the telephone, the slot taken throughout. */
async function killedInMidStall(
  settings: Readonly<Record<string, unknown>>,
  settle: (next: TestSite, id: string) => Promise<void>,
): Promise<void> {
  const database = await createDatabase()
  const options = { database, config: withHandset(settings), env: { PORT: String(await freePort()) } }
  const site = await startSite(options)
  const staff = await staffOf(site)
  const client = await makeClient(staff, NUMBER)
  await behave(staff, 'stall', 20)
  const { message } = await bodyOf<{ message: Message }>(await send(staff.ann, client, 'hello'))
  await waitFor('it to be with the gateway', async () => (await telephone(staff, NUMBER)).length === 1)
  // From now on it answers at once; the message that it has taken stays stalled.
  await behave(staff, 'normal', 0)
  await site.process.kill('SIGKILL')

  const next = await startSite({ ...options, env: { ...options.env, DAYLATCH_DATA: site.folder } })
  const later = await staffOf(next)
  expect((await send(later.bo, client, 'again')).status).toBe(409)
  await settle(next, message.id)
  expect((await send(later.bo, client, 'again')).status).toBe(409)
  expect(await telephone(later, NUMBER)).toEqual(['hello'])
  await next.stop()
  await endHandset(join(site.folder, 'handset'))
  await database.drop()
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  const port = await waitFor('a port', () => {
    const address = probe.address()
    return typeof address === 'object' && address !== null && address.port
  })
  await new Promise((resolve) => probe.close(resolve))
  return port
}
