import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'
import { type Client, makeClient, patch } from './support/clients.ts'

let site: TestSite
let editor: TestMember
let viewer: TestMember

beforeAll(async () => {
  site = await startSite()
  editor = await site.member({ role: 'editor' })
  viewer = await site.member({ role: 'viewer' })
})

beforeEach(async () => {
  await site.pool.query('delete from site.client')
})

afterAll(async () => {
  await site.stop()
})

const ANN = { name: 'Ann Lee', number: '+1 (202) 555-0123' }

async function audited(): Promise<readonly unknown[]> {
  const { rows } = await site.pool.query(
    `select action, target, detail from site.audit_log where action like 'client%' order by id desc limit 3`,
  )
  return rows
}

describe('a new client', () => {
  test('is kept with its number as E.164 and the zone of the number; the log has no name and no number', async () => {
    const response = await editor.post('/api/clients', ANN)
    const client = await bodyOf<Client>(response)
    expect(response.status).toBe(201)
    expect(client).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      name: 'Ann Lee',
      number: '+12025550123',
      zone: 'America/New_York',
      zoneSource: 'number',
      optedOut: null,
      createdAt: expect.stringMatching(/Z$/) as string,
      version: 1,
      sharedWith: 0,
    })
    expect(await bodyOf(await viewer.request(`/api/clients/${client.id}`))).toMatchObject(client)
    expect((await audited())[0]).toEqual({
      action: 'client.made',
      target: client.id,
      detail: { zone: 'number' },
    })
  })

  test('may share a number with others, and says so', async () => {
    await makeClient(editor, ANN)
    const bob = await makeClient(editor, { name: 'Bob Lee', number: '+12025550123' })
    expect(bob.sharedWith).toBe(1)
  })

  test('has the zone that is set; one whose number has several has none', async () => {
    const set = await makeClient(editor, { ...ANN, zone: 'asia/tokyo' })
    const unknown = await makeClient(editor, { name: 'Ida', number: '+12085550123' })
    expect([set.zone, set.zoneSource, unknown.zone, unknown.zoneSource]).toEqual([
      'Asia/Tokyo',
      'set',
      null,
      null,
    ])
  })

  test.each([
    [{ ...ANN, number: '2025550123' }, [422, 'invalid-number']],
    [{ ...ANN, number: '+1 202 555 012' }, [422, 'invalid-number']],
    [{ ...ANN, zone: 'Mars/Olympus' }, [422, 'unknown-zone']],
    [{ ...ANN, zone: '+08:00' }, [422, 'unknown-zone']],
    [{ ...ANN, name: '\u200b' }, [400, 'invalid-input']],
    [{ ...ANN, name: 'a\nb' }, [400, 'invalid-input']],
    [{ ...ANN, name: 'a\0b' }, [400, 'invalid-text']],
    [{ ...ANN, optedOut: true }, [400, 'invalid-input']],
    [{ name: 'Ann Lee' }, [400, 'invalid-input']],
  ])('%j is refused', async (body, refusal) => {
    expect(await refusalOf(await editor.post('/api/clients', body))).toEqual(refusal)
    expect((await site.pool.query('select from site.client')).rowCount).toBe(0)
  })

  test('five presses with one key make one client; without keys they make five', async () => {
    const keyed = async (headers: Record<string, string>, body: unknown = ANN): Promise<Response> =>
      await editor.request('/api/clients', {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      })
    const headers = { 'idempotency-key': 'pressed-once' }
    const pressed = await Promise.all(Array.from({ length: 5 }, async () => await keyed(headers)))
    expect(pressed.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
    expect(pressed.filter((one) => one.headers.get('idempotency-replayed') === 'true')).toHaveLength(4)
    const ids = await Promise.all(pressed.map(async (one) => (await bodyOf<Client>(one)).id))
    expect(new Set(ids).size).toBe(1)
    expect((await site.pool.query('select from site.client')).rowCount).toBe(1)
    const other = await keyed(headers, { ...ANN, name: 'Bob' })
    expect(await refusalOf(other)).toEqual([422, 'idempotency-key-reused'])

    await Promise.all(Array.from({ length: 5 }, async () => await keyed({})))
    expect((await site.pool.query('select from site.client')).rowCount).toBe(6)
  })
})

describe('the list', () => {
  const names = async (query: string): Promise<readonly string[]> => {
    const { items } = await bodyOf<{ items: Client[] }>(await viewer.request(`/api/clients?${query}`))
    return items.map(({ name }) => name)
  }

  test('finds by a part of the name or of the number, however it is written', async () => {
    await makeClient(editor, ANN)
    await makeClient(editor, { name: '100% 张三', number: '+46701740605' })
    expect(await names('')).toEqual(['100% 张三', 'Ann Lee'])
    expect(await names('search=LEE')).toEqual(['Ann Lee'])
    expect(await names(`search=${encodeURIComponent('张')}`)).toEqual(['100% 张三'])
    expect(await names(`search=${encodeURIComponent('0%')}`)).toEqual(['100% 张三'])
    expect(await names(`search=${encodeURIComponent('(202) 555')}`)).toEqual(['Ann Lee'])
    expect(await names(`search=${encodeURIComponent('+46 70-174')}`)).toEqual(['100% 张三'])
    expect(await names('search=_')).toEqual([])
  })

  test('gives each of 120 clients once, in pages, while new ones come', async () => {
    await site.pool.query(
      `insert into site.client (name, number)
       select 'Client ' || n, '+120255501' || lpad((n % 100)::text, 2, '0') from generate_series(1, 120) as n`,
    )
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await bodyOf<{ items: Client[]; nextCursor: string | null }>(
        await viewer.request(`/api/clients?${cursor === '' ? '' : `cursor=${cursor}`}`),
      )
      seen.push(...page.items.map(({ name }) => name))
      cursor = page.nextCursor ?? ''
      await makeClient(editor, ANN)
    } while (cursor !== '')
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => `Client ${120 - index}`))
  })

  test.each(['x', '1;drop', '99999999999999999999', '-1', '1.5'])(
    'the cursor %s is refused',
    async (cursor) => {
      const answer = await viewer.request(`/api/clients?cursor=${encodeURIComponent(cursor)}`)
      expect(await refusalOf(answer)).toEqual([400, 'invalid-cursor'])
    },
  )
})

describe('a change', () => {
  test('touches what it names, and the log names the fields', async () => {
    const { id } = await makeClient(editor, ANN)
    const changed = await bodyOf<Client>(await patch(editor, id, { name: 'Ann Chen' }))
    expect(changed).toMatchObject({ name: 'Ann Chen', number: '+12025550123', version: 2 })
    expect((await audited())[0]).toEqual({
      action: 'client.changed',
      target: id,
      detail: { fields: ['name'] },
    })
  })

  test('that changes nothing leaves version and log as they are', async () => {
    const { id } = await makeClient(editor, ANN)
    const before = await audited()
    const same = await bodyOf<Client>(
      await patch(editor, id, { name: ' Ann Lee ', number: '+12025550123', optedOut: false }),
    )
    expect(same.version).toBe(1)
    expect(await audited()).toEqual(before)
  })

  test('of the number changes the zone that came from it, and not one that was set', async () => {
    const ann = await makeClient(editor, ANN)
    const bob = await makeClient(editor, { ...ANN, name: 'Bob', zone: 'Asia/Tokyo' })
    const number = '+46 70 174 06 05'
    expect(await bodyOf(await patch(editor, ann.id, { number }))).toMatchObject({
      number: '+46701740605',
      zone: 'Europe/Stockholm',
      zoneSource: 'number',
    })
    expect(await bodyOf(await patch(editor, bob.id, { number }))).toMatchObject({
      zone: 'Asia/Tokyo',
      zoneSource: 'set',
    })
    expect(await bodyOf(await patch(editor, bob.id, { zone: null }))).toMatchObject({
      zone: 'Europe/Stockholm',
      zoneSource: 'number',
    })
    expect(await bodyOf(await patch(editor, bob.id, { number: '+12085550123' }))).toMatchObject({
      zone: null,
      zoneSource: null,
    })
  })

  test('of a client who is not there is answered 404', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    expect(await refusalOf(await patch(editor, id, { name: 'X' }))).toEqual([404, 'unknown-client'])
    expect(await refusalOf(await viewer.request(`/api/clients/${id}`))).toEqual([404, 'unknown-client'])
  })
})

describe('an opt-out', () => {
  const events = async (id: string): Promise<readonly unknown[]> => {
    const { rows } = await site.pool.query(
      'select seq, opted_out, source, actor from site.client_opt_out where client_id = $1 order by seq',
      [id],
    )
    return rows
  }

  test('has its time and its source; the first one stays; taking it back is an event too', async () => {
    const { id } = await makeClient(editor, ANN)
    const out = await bodyOf<Client>(await patch(editor, id, { optedOut: true }))
    expect(out.optedOut).toEqual({ at: expect.stringMatching(/Z$/) as string, source: 'staff' })
    expect((await audited())[0]).toEqual({
      action: 'client.changed',
      target: id,
      detail: { fields: ['optedOut'], optedOut: true },
    })
    const again = await bodyOf<Client>(await patch(editor, id, { optedOut: true }))
    expect(again).toEqual(out)
    const back = await bodyOf<Client>(await patch(editor, id, { optedOut: false }))
    expect(back.optedOut).toBe(null)
    expect(await events(id)).toEqual([
      { seq: 1, opted_out: true, source: 'staff', actor: editor.id },
      { seq: 2, opted_out: false, source: 'staff', actor: editor.id },
    ])
  })

  test('survives a form that was opened before it and saved after it', async () => {
    const seen = await makeClient(editor, ANN)
    await patch(editor, seen.id, { optedOut: true })
    const whole = { name: 'Ann Chen', number: seen.number, zone: seen.zone, optedOut: false }
    const blind = await patch(editor, seen.id, whole)
    expect(await refusalOf(blind)).toEqual([409, 'changed-meanwhile'])
    const stale = await patch(editor, seen.id, { ...whole, version: seen.version })
    const { code, client } = await bodyOf<{ code: string; client: Client }>(stale)
    expect([stale.status, code, client.name, client.optedOut?.source]).toEqual([
      409,
      'changed-meanwhile',
      'Ann Lee',
      'staff',
    ])
    const looked = await patch(editor, seen.id, { ...whole, version: client.version })
    expect(await bodyOf<Client>(looked)).toMatchObject({ name: 'Ann Chen', optedOut: null })
  })

  test('and twenty changes of the name at once: all are made, and the opt-out stays', async () => {
    const { id } = await makeClient(editor, ANN)
    const changes = Array.from({ length: 20 }, (_, n) =>
      n === 7 ? { optedOut: true } : { name: `Ann ${n}` },
    )
    const answers = await Promise.all(changes.map(async (change) => await patch(editor, id, change)))
    expect(answers.map(({ status }) => status)).toEqual(changes.map(() => 200))
    const client = await bodyOf<Client>(await viewer.request(`/api/clients/${id}`))
    expect([client.optedOut?.source, client.version]).toEqual(['staff', 21])
  })

  test('twin: who reads the row and writes all of it back loses the opt-out', async () => {
    const { id } = await makeClient(editor, ANN)
    const { rows } = await site.pool.query<{ opted_out_at: Date | null }>(
      'select opted_out_at from site.client where id = $1',
      [id],
    )
    await patch(editor, id, { optedOut: true })
    await site.pool.query(
      `update site.client set name = 'Ann Chen', opted_out_at = $2, opted_out_source = case when $2::timestamptz is null then null else opted_out_source end where id = $1`,
      [id, rows[0]?.opted_out_at],
    )
    expect((await bodyOf<Client>(await viewer.request(`/api/clients/${id}`))).optedOut).toBe(null)
  })
})

describe('who may', () => {
  const id = '00000000-0000-4000-8000-000000000000'
  const routes: readonly [method: string, path: string, atLeast: string][] = [
    ['GET', '/api/clients', 'viewer'],
    ['GET', `/api/clients/${id}`, 'viewer'],
    ['POST', '/api/clients', 'editor'],
    ['PATCH', `/api/clients/${id}`, 'editor'],
  ]

  test.each(routes)('%s %s: from %s on', async (method, path, atLeast) => {
    const order = ['member', 'viewer', 'sender', 'editor', 'admin'] as const
    expect(await refusalOf(await site.stranger().request(path, { method }))).toEqual([401, 'not-signed-in'])
    for (const role of order) {
      const asker = await site.member({ role })
      const { status } = await asker.request(path, { method })
      const mayAsk = order.indexOf(role) >= order.indexOf(atLeast as (typeof order)[number])
      expect([role, status === 403]).toEqual([role, !mayAsk])
    }
  })

  test.each(routes.filter(([method]) => method !== 'GET'))(
    '%s %s is not for pages of other sites',
    async (method, path) => {
      const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
      expect(await refusalOf(await editor.request(path, { method, headers }))).toEqual([403, 'foreign-page'])
    },
  )

  test('an editor who was made a viewer may not, although his cookie says so', async () => {
    const demoted = await site.member({ role: 'editor' })
    await demoted.request('/api/clients')
    await site.pool.query(`update site.member set role = 'viewer' where id = $1`, [demoted.id])
    expect(await refusalOf(await demoted.post('/api/clients', ANN))).toEqual([403, 'not-allowed'])
  })
})
