import { type TestDatabase, waitFor } from '@daylatch/test-kit'
import { createDispatcher, day, fromPg, type GatewayMessage, once } from 'daylatch'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inTransaction } from '../../src/accounts/transaction.ts'
import { changeOptOut } from '../../src/clients/opt-out.ts'
import { judgeAtDispatch } from '../../src/verdict/at-dispatch.ts'
import { migratedDatabase } from '../support/migrated-database.ts'

const NUMBER = '+12025550161'
const rules = { quietHours: null, maxSegments: 6 }
const action = once('message', { per: day({ zone: 'Asia/Shanghai' }) })

let database: TestDatabase

beforeEach(async () => {
  database = await migratedDatabase()
})

afterEach(async () => {
  await database.drop()
})

/** Queues a message for a client who opts out then; dispatches until it is through; says what has left, and its state. */
async function dispatchAfterOptOut(
  isGuarded: boolean,
): Promise<readonly [arrived: number, state: string | undefined]> {
  const db = fromPg(database.pool)
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into site.client (name, number) values ('Ann', '${NUMBER}') returning id`,
  )
  const clientId = rows[0]?.id ?? ''
  await action.send(db, `client:${clientId}`, {
    gateway: 'fake',
    recipient: NUMBER,
    payload: { text: 'Hello' },
  })
  await inTransaction(database.pool, async (tx) => {
    await changeOptOut(tx, { clientId, optedOut: true, source: 'reply', actor: null })
  })
  const arrived: GatewayMessage[] = []
  const dispatcher = createDispatcher(db, {
    gateways: {
      fake: {
        gateway: {
          class: 'blind',
          timeoutMs: 10_000,
          send: async (message) => {
            arrived.push(message)
            return await Promise.resolve({ outcome: 'accepted' })
          },
        },
      },
    },
    actionOf: () => action,
    ...(isGuarded ? { beforeSend: async (tx, effects) => await judgeAtDispatch(tx, effects, rules) } : {}),
  })
  await dispatcher.start()
  let state: string | undefined
  await waitFor('the message to be through', async () => {
    const found = await database.pool.query<{ state: string }>('select state from daylatch.effect')
    state = found.rows[0]?.state
    return state === 'sent' || state === 'cancelled'
  })
  await dispatcher.stop()
  return [arrived.length, state]
}

describe('a client who opts out after a message was queued', () => {
  test('gets nothing', async () => {
    expect(await dispatchAfterOptOut(true)).toEqual([0, 'cancelled'])
  })

  test('twin: without the look at dispatch the message arrives', async () => {
    expect(await dispatchAfterOptOut(false)).toEqual([1, 'sent'])
  })
})
