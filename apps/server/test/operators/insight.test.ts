import { waitFor, waitUntilBlocked } from '@daylatch/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

let site: TestSite
let admin: TestMember

beforeAll(async () => {
  const gateway = { kind: 'handset' }
  site = await startSite({ config: { zone: 'Asia/Shanghai', messages: { gateways: { handset: gateway } } } })
  admin = await site.member({ role: 'admin' })
})

afterAll(async () => {
  await site.stop()
})

async function read<T>(path: string): Promise<T> {
  return await bodyOf<T>(await admin.request(path))
}

describe('the audit log', () => {
  interface Page {
    readonly items: readonly { readonly id: string; readonly action: string; readonly actor: string | null }[]
    readonly nextCursor: string | null
  }

  test('has every change with who did it, the newest first, page by page', async () => {
    const member = await site.member()
    for (let round = 0; round < 30; round += 1) {
      await admin.post(`/api/admin/members/${member.id}/ban`)
      await admin.post(`/api/admin/members/${member.id}/unban`)
    }
    const items: Page['items'][number][] = []
    let cursor: string | null = null
    do {
      const page: Page = await read(`/api/admin/audit${cursor === null ? '' : `?cursor=${cursor}`}`)
      items.push(...page.items)
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(items.slice(0, 60).map(({ action }) => action)).toEqual(
      Array.from({ length: 30 }, () => ['member.unbanned', 'member.banned']).flat(),
    )
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
    expect(items[0]?.actor).toBe(admin.id)
    expect(await refusalOf(await admin.request('/api/admin/audit?cursor=x'))).toEqual([400, 'invalid-cursor'])
  })
})

test('lock waits say who waits for whom, since when, and for what kind of statement, without its values', async () => {
  const member = await site.member()
  const [holder, waiter] = [await site.pool.connect(), await site.pool.connect()]
  const pidOf = async (client: typeof holder): Promise<number> =>
    (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0
  const pids = [await pidOf(holder), await pidOf(waiter)]
  await holder.query('begin')
  await holder.query(`update site.member set name = 'a secret name' where id = $1`, [member.id])
  const waiting = waiter
    .query(`/* a secret word */ delete from site.session where member_id = 'x'`)
    .then(
      async () =>
        await waiter.query(`update site.member set name = 'another secret' where id = '${member.id}'`),
    )
  await waitUntilBlocked(site.pool, pids[1] ?? 0)
  const text = await (await admin.request('/api/admin/lock-waits')).text()
  const { items } = JSON.parse(text) as { items: readonly Record<string, unknown>[] }
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({
    waiter: { pid: pids[1], state: 'active', statement: 'update' },
    lock: 'transactionid',
    blockers: [{ pid: pids[0], state: 'idle in transaction', statement: 'update' }],
  })
  expect(Date.parse(String(items[0]?.['since']))).toBeLessThanOrEqual(Date.now() + 1000)
  expect(text).not.toContain('secret')
  await holder.query('commit')
  await waiting
  holder.release()
  waiter.release()
  expect(await read('/api/admin/lock-waits')).toEqual({ items: [] })
})

test('a preview of streak bonuses says for whom they would change something, and changes nothing', async () => {
  const member = await site.member()
  await member.checkIn()
  const preview = async (streakBonuses: unknown): Promise<Response> =>
    await admin.post('/api/admin/bonus-preview', { streakBonuses })
  expect(await bodyOf(await preview([{ days: 2, bonus: 10 }]))).toEqual({
    active: null,
    steps: [{ days: 2, before: 0, after: 10, members: 1 }],
  })
  const twice = [
    { days: 2, bonus: 10 },
    { days: 2, bonus: 11 },
  ]
  expect(await refusalOf(await preview(twice))).toEqual([400, 'invalid-input'])
  expect(await read('/api/admin/config')).toMatchObject({ bonuses: null })
})

test('the configuration in effect, with its defaults', async () => {
  expect(await read('/api/admin/config')).toMatchObject({
    config: { zone: 'Asia/Shanghai', checkIn: { resetAt: '08:00', reward: 25 } },
    signUp: 'open',
    actions: ['check-in'],
  })
})

describe('verify', () => {
  interface Run {
    readonly state: string
    readonly startedBy: string | null
    readonly done: number
    readonly counts: { readonly subjects: number } | null
    readonly problem: { readonly subject: string } | null
  }

  const start = async (): Promise<Response> => await admin.post('/api/admin/verify')
  const finished = async (): Promise<Run> =>
    await waitFor(
      'the run of verify to end',
      async () => {
        const run = await read<Run>('/api/admin/verify')
        return run.state !== 'running' && run
      },
      30_000,
    )

  test('says that all is well, and then which row is not; the result stays', async () => {
    expect((await read<Run>('/api/admin/verify')).state).toBe('none')
    const members = await site.members(3)
    for (const member of members) await member.checkIn()
    expect((await start()).status).toBe(202)
    expect(await finished()).toMatchObject({
      state: 'clean',
      startedBy: admin.id,
      counts: { claims: 4 },
      problem: null,
    })
    await site.pool.query('update daylatch.balance set amount = amount + 1 where subject = $1', [
      members[1]?.id,
    ])
    expect((await start()).status).toBe(202)
    expect(await finished()).toMatchObject({
      state: 'broken',
      problem: { subject: members[1]?.id, table: 'balance' },
    })
    await site.pool.query('update daylatch.balance set amount = amount - 1 where subject = $1', [
      members[1]?.id,
    ])
  })

  test('one at a time: of six at once one starts, and one whose process has died does not stand in the way', async () => {
    // A lock that the run has to wait for.
    const client = await site.pool.connect()
    await client.query('begin')
    await client.query('lock table daylatch.entry in access exclusive mode')
    const answers = await Promise.all(Array.from({ length: 6 }, start))
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([
      202, 409, 409, 409, 409, 409,
    ])
    expect((await read<Run>('/api/admin/verify')).state).toBe('running')
    await client.query('commit')
    client.release()
    expect((await finished()).state).toBe('clean')
    await site.pool.query(
      `update site.verify_run set finished_at = null, result = null, beat_at = clock_timestamp() - interval '31 seconds'`,
    )
    expect((await read<Run>('/api/admin/verify')).state).toBe('lost')
    expect((await start()).status).toBe(202)
    expect((await finished()).state).toBe('clean')
  })
})
