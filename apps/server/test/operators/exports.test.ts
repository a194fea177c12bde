import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pagedCsv } from '../../src/exports/paged-csv.ts'
import { refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

let site: TestSite
let admin: TestMember

beforeAll(async () => {
  site = await startSite()
  admin = await site.member({ role: 'admin' })
})

afterAll(async () => {
  await site.stop()
})

async function file(path: string): Promise<readonly string[]> {
  const response = await admin.request(path)
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.csv"$/)
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  return new TextDecoder().decode(bytes.subarray(3)).split('\r\n').slice(0, -1)
}

test('members: formulas are defused, and more than one page is whole', async () => {
  await site.members(2500, { name: '=HYPERLINK("https://evil.example","x")' })
  const lines = await file('/api/admin/members.csv')
  expect(lines[0]).toBe('id,name,email,role,createdAt,bannedAt,deletedAt')
  expect(lines).toHaveLength(1 + 1 + 2500)
  expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(lines.length)
  const named = lines.filter((line) => line.includes('HYPERLINK'))
  expect(named).toHaveLength(2500)
  expect(named.every((line) => line.includes(`,"'=HYPERLINK(`))).toBe(true)
})

describe('entries and claims', () => {
  beforeAll(async () => {
    const member = await site.member()
    await member.checkIn()
    const body = { memberId: member.id, amount: -5, reason: '+1-1' }
    await admin.post('/api/admin/corrections', body)
  })

  test('an amount stays a number although it begins with a minus, a reason does not', async () => {
    const lines = await file('/api/admin/entries.csv')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(/^[\da-f]{32},reading,1,1,reward,25,25,/)
    expect(lines[2]).toMatch(/^[\da-f]{32},reading,1,2,correction,-5,20,.*,'\+1-1,/)
  })

  test('a span of time has its begin and not its end', async () => {
    const { rows } = await site.pool.query<{ at: string }>(
      `select to_char(date_trunc('milliseconds', max(entered_at)) + interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
       from daylatch.entry`,
    )
    const end = rows[0]?.at ?? ''
    expect(await file(`/api/admin/entries.csv?to=${end}`)).toHaveLength(3)
    expect(await file(`/api/admin/entries.csv?from=${end}`)).toHaveLength(1)
    expect(await file('/api/admin/entries.csv?from=2020-01-01&to=2021-01-01T00:00%2B08:00')).toHaveLength(1)
    for (const bad of ['yesterday', '2026-02-31', '99999-01-01']) {
      expect(await refusalOf(await admin.request(`/api/admin/entries.csv?from=${bad}`))).toEqual([
        400,
        'invalid-input',
      ])
    }
  })

  test('claims have their rank, streak and reward', async () => {
    const lines = await file('/api/admin/claims.csv')
    expect(lines[0]).toMatch(/^subject,claimId,action,kind,period,zone,/)
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/,check-in,ordinary,\d{4}-\d\d-\d\d,Asia\/Shanghai,.*,1,1,reading,1,25,0$/)
  })
})

test('a file that breaks off is cut, so that nobody takes it for whole', async () => {
  const rows = Array.from({ length: 1000 }, (_, index) => index)
  const stream = pagedCsv<number>({ row: (row) => row }, async (last) => {
    if (last !== undefined) throw new Error('The second page cannot be read')
    return await Promise.resolve(rows)
  })
  await expect(text(stream)).rejects.toThrow('The second page cannot be read')
})
