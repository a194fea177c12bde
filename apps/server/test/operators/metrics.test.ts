import { waitFor } from '@daylatch/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusalOf } from '../support/answers.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

type Numbers = ReadonlyMap<string, number>

async function read(site: TestSite, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await fetch(`${site.url}/metrics`, { headers })
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ])
  return await response.text()
}

function numbersIn(text: string): Numbers {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  )
}

describe.each([1, 3])('with %i processes', (workers) => {
  test('every answer has the sum of all of them, and nothing of any member', async () => {
    const site = await startSite({ workers })
    const members = await site.members(12)
    // Each on a connection of its own, so that all processes have some.
    for (const member of members) {
      await member.request('/api/check-ins', { method: 'POST', headers: { connection: 'close' } })
      await member.request('/api/check-ins', { method: 'POST', headers: { connection: 'close' } })
    }
    await fetch(`${site.url}/api/no-such-address/${members[0]?.id ?? ''}`)
    const seen = 'daylatch_http_requests_total{method="POST",route="/api/check-ins",status="409"}'
    const text = await waitFor('all answers to be counted', async () => {
      const now = await read(site, { connection: 'close' })
      // On a busy machine a process may answer too late, and is left out.
      return numbersIn(now).get('daylatch_processes') === workers && numbersIn(now).get(seen) === 12 && now
    })
    const numbers = numbersIn(text)
    expect(numbers.get('daylatch_processes')).toBe(workers)
    expect(
      numbers.get('daylatch_http_requests_total{method="POST",route="/api/check-ins",status="201"}'),
    ).toBe(12)
    expect(
      numbers.get('daylatch_http_request_duration_seconds_count{method="POST",route="/api/check-ins"}'),
    ).toBe(24)
    expect(numbers.get('daylatch_claims_total{action="check-in",outcome="claimed"}')).toBe(12)
    expect(numbers.get('daylatch_claims_total{action="check-in",outcome="already"}')).toBe(12)
    expect(numbers.get('daylatch_claims_waiting{action="check-in"}')).toBe(0)
    expect(numbers.get('daylatch_claim_batch_size_sum{action="check-in"}')).toBeGreaterThanOrEqual(12)
    expect(numbers.get('daylatch_sse_clients')).toBe(0)
    for (const name of [
      'daylatch_pool_connections{pool="claims",state="idle"}',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      expect([name, Number.isFinite(numbers.get(name))]).toEqual([name, true])
    }
    for (const member of members) expect(text).not.toContain(member.id)
    expect(text).not.toContain('no-such-address')
    await site.stop()
  })
})

describe('without a token', () => {
  let site: TestSite

  beforeAll(async () => {
    site = await startSite()
  })

  afterAll(async () => {
    await site.stop()
  })

  test('this machine may read, and nothing that a proxy has passed on', async () => {
    await read(site)
    for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
      const response = await fetch(`${site.url}/metrics`, { headers: { [name]: '192.0.2.1' } })
      expect(await refusalOf(response)).toEqual([403, 'metrics-refused'])
    }
  })

  test('errors of the database are counted by their class', async () => {
    const member = await site.member()
    await site.pool.query('alter table site.card rename to card_')
    expect((await member.request('/api/cards')).status).toBe(500)
    await site.pool.query('alter table site.card_ rename to card')
    expect(numbersIn(await read(site)).get('daylatch_database_errors_total{class="42"}')).toBe(1)
  })
})

test('with a token whoever shows it may read, also through a proxy, and nobody else', async () => {
  const token = 'a-token-of-some-length'
  const site = await startSite({ env: { DAYLATCH_METRICS_TOKEN: token } })
  await read(site, { authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.1' })
  for (const authorization of ['', 'Bearer', 'Bearer a-token-of-some-lengtH', `Basic ${token}`]) {
    const response = await fetch(`${site.url}/metrics`, { headers: { authorization } })
    expect(await refusalOf(response)).toEqual([401, 'metrics-token-required'])
  }
  await site.stop()
})
