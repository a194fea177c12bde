import { type TestDatabase, waitUntilBlocked } from '@daylatch/test-kit'
import { fromPg } from 'daylatch'
import { freezeClock } from 'daylatch/testing'
import type { PoolClient } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inTransaction } from '../../src/accounts/transaction.ts'
import { changeOptOut } from '../../src/clients/opt-out.ts'
import { type DispatchDecision, judgeAtDispatch } from '../../src/verdict/at-dispatch.ts'
import { migratedDatabase } from '../support/migrated-database.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await migratedDatabase()
})

afterEach(async () => {
  await database.drop()
})

const NUMBER = '+12025550101'
const OTHER = '+12025550102'
const NEW_YORK = 'America/New_York'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const rules = { quietHours: { from: '21:00', to: '07:00' }, maxSegments: 6 }

async function client(number = NUMBER, zone: string | null = NEW_YORK): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into site.client (name, number, zone, zone_source)
     values ('Ann', $1, $2, case when $2::text is null then null else 'set' end) returning id`,
    [number, zone],
  )
  return rows[0]?.id ?? ''
}

function message(clientId: string, over: { recipient?: string; text?: string } = {}) {
  const { recipient = NUMBER, text = 'Hello' } = over
  return { subject: `client:${clientId}`, recipient, payload: { text } }
}

async function optOut(clientId: string): Promise<void> {
  await inTransaction(database.pool, async (tx) => {
    expect(await changeOptOut(tx, { clientId, optedOut: true, source: 'reply', actor: null })).toBe(true)
  })
}

async function judged(
  ...messages: readonly ReturnType<typeof message>[]
): Promise<readonly DispatchDecision[]> {
  return await inTransaction(database.pool, async (tx) => await judgeAtDispatch(tx, messages, rules))
}

test('each message of a batch is judged by its own client, in order, as often as it comes', async () => {
  await freezeClock(fromPg(database.pool), new Date('2026-11-22T17:00:00.000Z'))
  const [ann, moved, unknown, asleep] = [
    await client(),
    await client(OTHER),
    await client(NUMBER, null),
    await client(NUMBER, 'Asia/Shanghai'),
  ]
  const out = await client()
  await optOut(out)

  const decisions = await judged(
    message(asleep),
    message(ann),
    message(out),
    message(moved),
    message(unknown),
    message(NOBODY),
    message(ann, { text: 'a'.repeat(919) }),
    { subject: 'number:+12025550101', recipient: NUMBER, payload: { text: 'Hello' } },
    message(ann),
  )

  expect(decisions).toEqual([
    { hold: { reason: 'quiet-hours', until: new Date('2026-11-22T23:00:00.000Z') } },
    'go',
    { cancel: { reason: 'opted-out' } },
    { cancel: { reason: 'number-changed' } },
    { hold: { reason: 'zone-unknown' } },
    { cancel: { reason: 'unknown-client' } },
    { cancel: { reason: 'too-long' } },
    { cancel: { reason: 'unknown-client' } },
    'go',
  ])
})

test('the time is the one of the database', async () => {
  const ann = await client()
  await freezeClock(fromPg(database.pool), new Date('2026-11-23T02:00:00.000Z'))
  expect(await judged(message(ann))).toEqual([
    { hold: { reason: 'quiet-hours', until: new Date('2026-11-23T12:00:00.000Z') } },
  ])
})

describe('an opt-out while messages are being taken', () => {
  const begin = async (): Promise<PoolClient> => {
    await freezeClock(fromPg(database.pool), new Date('2026-11-22T17:00:00.000Z'))
    const tx = await database.pool.connect()
    await tx.query('begin isolation level read committed')
    await tx.query('select from site.client')
    return tx
  }
  const pid = async (tx: PoolClient): Promise<number> =>
    (await tx.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0

  test('counts when it commits before they are looked at', async () => {
    const ann = await client()
    const taking = await begin()
    await optOut(ann)
    expect(await judgeAtDispatch(taking, [message(ann)], rules)).toEqual([
      { cancel: { reason: 'opted-out' } },
    ])
    await taking.query('rollback')
    taking.release()
  })

  test('that was begun before is waited for, and counts', async () => {
    const ann = await client()
    const [taking, leaving] = [await begin(), await begin()]
    const change = { clientId: ann, optedOut: true, source: 'staff', actor: null } as const
    await changeOptOut(leaving, change)
    const takingPid = await pid(taking)
    const decisions = judgeAtDispatch(taking, [message(ann)], rules)
    await waitUntilBlocked(database.pool, takingPid)
    await leaving.query('commit')
    expect(await decisions).toEqual([{ cancel: { reason: 'opted-out' } }])
    await taking.query('rollback')
    for (const one of [taking, leaving]) one.release()
  })

  test('that comes after the look waits until they are taken', async () => {
    const ann = await client()
    const [taking, leaving] = [await begin(), await begin()]
    expect(await judgeAtDispatch(taking, [message(ann)], rules)).toEqual(['go'])
    const leavingPid = await pid(leaving)
    const change = { clientId: ann, optedOut: true, source: 'staff', actor: null } as const
    const optingOut = changeOptOut(leaving, change)
    await waitUntilBlocked(database.pool, leavingPid)
    await taking.query('commit')
    expect(await optingOut).toBe(true)
    await leaving.query('commit')
    for (const one of [taking, leaving]) one.release()
  })

  test('twin: who reads the client without a lock takes a message after the opt-out has been committed', async () => {
    const ann = await client()
    const taking = await begin()
    const { rows } = await taking.query('select opted_out_at from site.client where id = $1', [ann])
    await optOut(ann)
    await taking.query('commit')
    taking.release()
    expect(rows).toEqual([{ opted_out_at: null }])
  })
})

describe('opting out', () => {
  test('of two at once one is the opt-out, with one event', async () => {
    const ann = await client()
    const both = await Promise.all(
      (['reply', 'gateway'] as const).map(
        async (source) =>
          await inTransaction(
            database.pool,
            async (tx) => await changeOptOut(tx, { clientId: ann, optedOut: true, source, actor: null }),
          ),
      ),
    )
    expect(both.filter(Boolean)).toHaveLength(1)
    const { rows } = await database.pool.query(
      `select e.seq, e.opted_out, e.source = c.opted_out_source as is_same
       from site.client_opt_out e join site.client c on c.id = e.client_id`,
    )
    expect(rows).toEqual([{ seq: 1, opted_out: true, is_same: true }])
  })

  test('of a client who is gone changes nothing', async () => {
    const change = { clientId: NOBODY, optedOut: true, source: 'reply', actor: null } as const
    expect(await inTransaction(database.pool, async (tx) => await changeOptOut(tx, change))).toBe(false)
  })
})
