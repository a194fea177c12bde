import { createDatabase, waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { makeClient } from '../clients/support/clients.ts'
import { bodyOf, refusalOf } from '../support/answers.ts'
import { plantMessage } from '../support/plant-message.ts'
import { startSite, type TestSite } from '../support/start-site.ts'
import type { TestMember } from '../support/member.ts'

interface GatewayView {
  readonly name: string
  readonly state: string
  readonly reason: string | null
  readonly waiting: Readonly<Record<string, number>>
}

const config = { messages: { undoSeconds: 0 } }

async function gatewayOf(person: TestMember): Promise<GatewayView> {
  const [gateway] = await bodyOf<readonly GatewayView[]>(await person.request('/api/gateways'))
  if (gateway === undefined) throw new Error('Expected a gateway')
  return gateway
}

async function send(sender: TestMember, number: string): Promise<string> {
  const client = await makeClient(sender, { name: 'Ann Lee', number })
  const response = await sender.post(`/api/clients/${client.id}/messages`, { text: 'hello' })
  if (response.status !== 202)
    throw new Error(`Expected 202, got ${response.status}: ${await response.text()}`)
  const { message } = await bodyOf<{ readonly message: { readonly id: string } }>(response)
  return message.id
}

async function untilState(site: TestSite, id: string, states: readonly string[]): Promise<void> {
  await waitFor(`${id} to be ${states.join(' or ')}`, async () => {
    const { rows } = await site.pool.query<{ state: string }>(
      'select state from daylatch.effect where effect_id = $1',
      [id],
    )
    return states.includes(rows[0]?.state ?? '')
  })
}

test('an administrator pauses a gateway: what is sent waits, and leaves when it is resumed', async () => {
  const site = await startSite({ config, workers: 2 })
  const [admin, viewer] = [await site.member({ role: 'admin' }), await site.member({ role: 'viewer' })]
  const pause = { reason: 'the contract is over' }
  expect(await refusalOf(await viewer.post('/api/gateways/handset/pause', pause))).toEqual([
    403,
    'not-allowed',
  ])
  expect(await refusalOf(await admin.post('/api/gateways/smoke/pause', pause))).toEqual([
    404,
    'unknown-gateway',
  ])
  expect(await bodyOf(await admin.post('/api/gateways/handset/pause', pause))).toMatchObject({
    name: 'handset',
    kind: 'handset',
    class: 'callback',
    onFailed: 'release',
    state: 'paused',
  })
  const id = await send(admin, '+1 202 555 0101')
  expect(await gatewayOf(viewer)).toMatchObject({
    state: 'paused',
    reason: 'the contract is over',
    waiting: { pending: 1, sending: 0 },
  })
  const metrics = await (await admin.request('/metrics')).text()
  expect(metrics).toContain('daylatch_messages_waiting{gateway="handset",state="pending"} 1\n')
  expect(metrics).toContain('daylatch_gateway_open{gateway="handset",why="paused"} 1\n')
  expect((await admin.post('/api/gateways/handset/resume', { reason: 'renewed' })).status).toBe(200)
  await untilState(site, id, ['sent', 'delivered'])
  const { rows } = await site.pool.query(
    `select action, target from site.audit_log where action like 'gateway.%' order by id`,
  )
  expect(rows).toEqual([
    { action: 'gateway.paused', target: 'handset' },
    { action: 'gateway.resumed', target: 'handset' },
  ])
  await site.stop()
})

test('a site whose database is older than the messages that left starts with its gateways paused', async () => {
  const database = await createDatabase()
  const site = await startSite({ config, database })
  const admin = await site.member({ role: 'admin' })
  await untilState(site, await send(admin, '+1 202 555 0102'), ['sent', 'delivered'])
  await site.process.kill('SIGTERM')
  // What a restored backup would say.
  await database.pool.query('update daylatch.gateway set attempts = 0')
  const next = await startSite({ config, database, env: { DAYLATCH_DATA: site.folder } })
  const again = await next.member({ role: 'admin' })
  const { state, reason } = await gatewayOf(again)
  expect([state, reason]).toEqual([
    'paused',
    expect.stringContaining('it knows of 0 attempts at handset, and there were 1'),
  ])
  await next.stop()
  await database.drop()
})

test('a message that is with the gateway when the site is stopped is waited for, and recorded', async () => {
  const database = await createDatabase()
  const site = await startSite({ config, database })
  const admin = await site.member({ role: 'admin' })
  const stall = {
    method: 'PUT',
    body: JSON.stringify({ mode: 'stall', seconds: 2 }),
    headers: { 'content-type': 'application/json' },
  }
  expect((await admin.request('/api/handset/behaviour', stall)).status).toBe(200)
  const id = await send(admin, '+1 202 555 0103')
  await untilState(site, id, ['sending'])
  expect((await site.process.kill('SIGTERM')).code).toBe(0)
  const { rows } = await database.pool.query(
    `select state in ('sent', 'delivered') as known, attempt from daylatch.effect`,
  )
  expect(rows).toEqual([{ known: true, attempt: 1 }])
  await database.drop()
})

test('a gateway that is not in the configuration any more is named, with what is left for it', async () => {
  const site = await startSite({ config })
  const admin = await site.member({ role: 'admin' })
  await plantMessage(site.pool, 'gone')
  const question = await plantMessage(site.pool, 'gone', 'unknown')
  const gateways = await bodyOf<readonly GatewayView[]>(await admin.request('/api/gateways'))
  expect(gateways.map(({ name, state }) => [name, state])).toEqual([
    ['handset', 'working'],
    ['gone', 'missing'],
  ])
  expect(gateways[1]).toMatchObject({ kind: null, class: null, waiting: { pending: 1, unknown: 1 } })
  expect(await refusalOf(await admin.post('/api/gateways/gone/resume', { reason: 'back' }))).toEqual([
    404,
    'unknown-gateway',
  ])
  expect(await refusalOf(await admin.post(`/api/messages/${question}/look-up`, {}))).toEqual([
    409,
    'no-look-up',
  ])
  await site.stop()
})
