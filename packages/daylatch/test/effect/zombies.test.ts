import { type SpawnedProcess, waitFor } from '@daylatch/test-kit'
import type { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findEffect, resolveEffect } from '../../src/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'
import { messageOnce, text } from '../support/messages.ts'
import { type GatewayProcess, startGateway, startWorker } from './support/gateway-process.ts'

/** A lease of 3.3 s, in which nothing is written after 2.4 s. */
const SHORT = { timeoutMs: 300, setup: { leaseMarginMs: 3000 } }

let gateway: GatewayProcess
let database: FreshDatabase

beforeEach(async () => {
  gateway = await startGateway()
})

afterEach(async () => await gateway.stop())

interface Zombie {
  readonly process: SpawnedProcess
  readonly successor: SpawnedProcess
  /** Of the effect that it was about when it was stopped. */
  readonly id: string
}

/** A process that is stopped in its call, before it looks at its lease and writes, until its lease is over and another one has noticed. */
async function zombie(options: { readonly careless?: boolean } = {}): Promise<Zombie> {
  database = await freshDatabase()
  const order = { url: database.url, gateway: gateway.url, ...SHORT }
  const stopped = startWorker({ ...order, sends: [['client:7', 'blind']], stopAt: 'in-call' }, options)
  await stopped.waitForLine(/^stopping/)
  const successor = startWorker(order)
  const id = await waitFor(
    'its outcome to count as unknown',
    async () => await idIn(database.pool, 'unknown'),
  )
  return { process: stopped, successor, id }
}

async function idIn(pool: Pool, state: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>(
    `select effect_id as id from daylatch.effect where state = $1`,
    [state],
  )
  return rows[0]?.id
}

/** A person says that it has not arrived, and the client is sent another one. */
async function decideAndSendAgain({ id }: Zombie): Promise<string> {
  const decision = {
    verdict: 'not-sent',
    onFailed: 'release',
    actor: 'kim',
    reason: 'asked the client',
  } as const
  expect((await resolveEffect(database.db, id, decision)).status).toBe('resolved')
  const again = await messageOnce().send(database.db, 'client:7', text('again', { gateway: 'blind' }))
  expect(again.status).toBe('queued')
  return await waitFor('the second message to be sent', async () => await idIn(database.pool, 'sent'))
}

async function wake({ process: zombie }: Zombie): Promise<void> {
  zombie.send('SIGCONT')
  // Ends when its attempt is recorded, or given up.
  zombie.send('SIGTERM')
  expect(await zombie.exit).toEqual({ code: 0, signal: null })
}

async function messagesOf(id: string): Promise<number> {
  return (await gateway.arrivals())[id]?.messages ?? 0
}

describe('a process that wakes after its lease', () => {
  test('and has not written yet writes nothing: the client has the one message that was sent meanwhile', async () => {
    const late = await zombie()
    const second = await decideAndSendAgain(late)
    await wake(late)
    expect([await messagesOf(late.id), await messagesOf(second)]).toEqual([0, 1])
    expect(await findEffect(database.db, late.id)).toMatchObject({ state: 'failed', contradicted: false })
    await late.successor.kill('SIGTERM')
  })

  test('twin: without a look at its lease it writes, and the client has two, which is shown', async () => {
    const late = await zombie({ careless: true })
    const second = await decideAndSendAgain(late)
    late.process.send('SIGCONT')
    // Its time is over when it wakes; the answer comes after that.
    await waitFor('the alarm', async () => (await findEffect(database.db, late.id))?.contradicted)
    expect([await messagesOf(late.id), await messagesOf(second)]).toEqual([1, 1])
    expect(await findEffect(database.db, late.id)).toMatchObject({ state: 'failed', contradicted: true })
    await late.process.kill('SIGTERM')
    await late.successor.kill('SIGTERM')
  })
})
