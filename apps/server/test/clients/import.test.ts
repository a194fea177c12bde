import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'
import { type Client, makeClient } from './support/clients.ts'

interface Report {
  readonly rows: number
  readonly ready: number
  readonly errors: readonly { row: number; column: string | null; code: string; text: string }[]
  readonly errorCount: number
  readonly duplicates: number
  readonly duplicateRows: readonly { row: number; of: string; sameAsRow: number | null }[]
  readonly shared: number
  readonly ignoredColumns: readonly string[]
  readonly imported: number
}

const SAMPLE = await readFile(new URL('../../../../examples/clients.csv', import.meta.url), 'utf8')

let site: TestSite
let editor: TestMember

beforeAll(async () => {
  site = await startSite()
  editor = await site.member({ role: 'editor' })
})

beforeEach(async () => {
  await site.pool.query('delete from site.client')
})

afterAll(async () => {
  await site.stop()
})

async function send(
  body: string | Uint8Array,
  query = '',
  headers: Record<string, string> = {},
): Promise<Response> {
  return await editor.request(`/api/clients/import${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/csv', ...headers },
  })
}

async function dryRun(body: string | Uint8Array, query = '?dryRun=true'): Promise<Report> {
  const response = await send(body, query)
  expect(response.status).toBe(200)
  return await bodyOf<Report>(response)
}

/** What is wrong, without the words. */
function mistakes({ errors }: Report): readonly (readonly [number, string | null, string])[] {
  return errors.map(({ row, column, code }) => [row, column, code] as const)
}

async function clients(): Promise<readonly Client[]> {
  return (await bodyOf<{ items: Client[] }>(await editor.request('/api/clients'))).items
}

async function count(): Promise<number | null> {
  return (await site.pool.query('select from site.client')).rowCount
}

describe('the sample file', () => {
  test('is looked at by a dry run, which changes nothing', async () => {
    expect(await dryRun(SAMPLE)).toEqual({
      rows: 12,
      ready: 12,
      errors: [],
      errorCount: 0,
      duplicates: 0,
      duplicateRows: [],
      shared: 2,
      ignoredColumns: [],
      imported: 0,
    })
    expect(await count()).toBe(0)
  })

  test('is imported in its order, with zones, an opt-out with its source, and one entry in the log', async () => {
    const report = await bodyOf<Report>(await send(SAMPLE))
    expect([report.imported, report.ready]).toEqual([12, 12])
    expect(
      (await clients()).map(({ name, number, zone, optedOut }) => [name, number, zone, optedOut?.source]),
    ).toEqual([
      ['张伟', '+12025550101', 'America/New_York', undefined],
      ['王芳', '+13125550102', 'America/Chicago', undefined],
      ['李娜', '+13105550103', 'America/Los_Angeles', undefined],
      ['刘洋', '+61491570156', 'Australia/Sydney', undefined],
      ['陈静', '+61491570157', 'Asia/Shanghai', undefined],
      ['杨帆', '+46701740605', 'Europe/Stockholm', undefined],
      ['Lee, Ann', '+46701740606', 'Europe/Stockholm', undefined],
      ['Ben Lee', '+46701740606', 'Europe/Stockholm', undefined],
      ['Carla Moreau', '+33199001234', 'Europe/Paris', undefined],
      ['Idaho Jones', '+12085550104', null, undefined],
      ['Nora Quiet', '+12125550105', 'America/New_York', 'import'],
      ["O'Brien & Sons", '+14155550106', 'America/New_York', undefined],
    ])
    const log = await site.pool.query(
      `select actor, target, detail from site.audit_log where action = 'clients.imported' order by id desc limit 1`,
    )
    expect(log.rows).toEqual([
      { actor: editor.id, target: null, detail: { rows: 12, imported: 12, duplicates: 0 } },
    ])
    const events = await site.pool.query('select seq, opted_out, source, actor from site.client_opt_out')
    expect(events.rows).toEqual([{ seq: 1, opted_out: true, source: 'import', actor: editor.id }])
  })

  test('imported twice is reported, and nobody is there twice', async () => {
    await send(SAMPLE)
    const again = await bodyOf<Report>(await send(SAMPLE))
    expect([again.imported, again.ready, again.duplicates]).toEqual([0, 0, 12])
    expect(again.duplicateRows[0]).toEqual({ row: 2, of: 'clients', sameAsRow: null })
    expect(await count()).toBe(12)
  })

  test('imported four times at once makes everybody once', async () => {
    const reports = await Promise.all(
      Array.from({ length: 4 }, async () => bodyOf<Report>(await send(SAMPLE))),
    )
    expect(reports.map(({ imported }) => imported).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 12])
    expect(await count()).toBe(12)
  })

  test('twin: who looks for duplicates without waiting for the other import makes them', async () => {
    const look = async (): Promise<boolean> =>
      (await site.pool.query(`select from site.client where number = '+12025550101'`)).rowCount === 0
    const seen = await Promise.all([look(), look()])
    for (const isNew of seen) {
      if (isNew)
        await site.pool.query(`insert into site.client (name, number) values ('张伟', '+12025550101')`)
    }
    expect(await count()).toBe(2)
  })
})

describe('forms of a file', () => {
  const two = 'Ann,+12025550101\r\nBob,+12025550102\r\n'

  test.each([
    ['with a byte order mark', `\ufeffname,number\r\n${two}`],
    ['with headings in Chinese', `姓名,手机号码\n${two}`],
    [
      'with headings in capitals and words between',
      `Client Name,ignored,Phone Number\nAnn,x,+12025550101\nBob,y,+12025550102`,
    ],
    ['with the columns the other way round', 'number,name\n+12025550101,Ann\n+12025550102,Bob'],
    ['with semicolons', 'name;number\nAnn;+12025550101\nBob;+12025550102\n'],
    ['with tabs', 'name\tnumber\nAnn\t+12025550101\nBob\t+12025550102\n'],
    ['with empty rows', `name,number\n\n${two}\n,\n\n`],
    ['with old line ends', `name,number\r${two.replaceAll('\r\n', '\r')}`],
    ['with quotes', '"name","number"\n"Ann","+12025550101"\n"Bob","+1 (202) 555-0102"'],
    ['without a line end at the end', `name,number\nAnn,+12025550101\nBob,+12025550102`],
    ['with empty cells behind', `name,number\nAnn,+12025550101,,\nBob,+12025550102,`],
  ])('%s', async (_form, file) => {
    const report = await dryRun(file)
    expect([report.rows, report.ready, mistakes(report)]).toEqual([2, 2, []])
  })

  test('quoted cells may hold commas, quotation marks, and nothing is calculated', async () => {
    await send(`name,number\n"Lee, ""Ann""",+12025550101\n=1+1,+12025550102\n@SUM(A1),'+12025550103\n`)
    expect((await clients()).map(({ name }) => name)).toEqual(['Lee, "Ann"', '=1+1', '@SUM(A1)'])
  })

  test('national numbers are read where their country is named', async () => {
    const file = 'name,number\nAnn,(202) 555-0101\n'
    expect(mistakes(await dryRun(file))).toEqual([[2, 'number', 'invalid-number']])
    expect((await dryRun(file, '?dryRun=true&region=US')).ready).toBe(1)
    expect(await refusalOf(await send(file, '?region=QQ'))).toEqual([400, 'invalid-input'])
  })

  test('columns that mean nothing are named, and not read', async () => {
    expect((await dryRun('name,number,notes,,Age\nAnn,+12025550101,x,,7\n')).ignoredColumns).toEqual([
      'notes',
      'Age',
    ])
  })
})

describe('mistakes', () => {
  test('each is named by row, column and code; rows without one are still counted', async () => {
    const file = [
      'name,number,zone,opted out',
      'Ann,+12025550101,,',
      ',+12025550102,,',
      'Bob,8.61E+12,,',
      'Eve,+12025550103,Mars/Olympus,perhaps',
      'Lee, Zoe,+12025550104,,',
      '"a\nb",2025550101,,',
    ].join('\n')
    const report = await dryRun(file)
    expect([report.rows, report.ready, report.errorCount]).toEqual([6, 1, 7])
    expect(mistakes(report)).toEqual([
      [3, 'name', 'invalid-name'],
      [4, 'number', 'invalid-number'],
      [5, 'zone', 'unknown-zone'],
      [5, 'optedOut', 'neither-yes-nor-no'],
      [6, null, 'too-many-cells'],
      [7, 'name', 'invalid-name'],
      [7, 'number', 'invalid-number'],
    ])
  })

  test('one of them, and nothing is imported', async () => {
    const response = await send(`${SAMPLE}Last,12\n`)
    const report = await bodyOf<Report & { code: string }>(response)
    expect([response.status, report.code, report.ready, report.imported]).toEqual([
      422,
      'rows-refused',
      12,
      0,
    ])
    expect(mistakes(report)).toEqual([[14, 'number', 'invalid-number']])
    expect(await count()).toBe(0)
  })

  test('a failure in the middle of the table leaves nothing half imported', async () => {
    await site.pool.query(`alter table site.client add constraint refuse check (name <> 'Carla Moreau')`)
    const response = await send(SAMPLE)
    await site.pool.query('alter table site.client drop constraint refuse')
    expect([response.status, await count()]).toEqual([500, 0])
    expect((await site.pool.query('select from site.client_opt_out')).rowCount).toBe(0)
  })

  test('are told in the language that is asked for', async () => {
    const words = async (language: string): Promise<string> => {
      const response = await send('name,number\nAnn,1', '?dryRun=true', { 'accept-language': language })
      return (await bodyOf<Report>(response)).errors[0]?.text ?? ''
    }
    expect(await words('zh-CN')).toContain('电话号码')
    expect(await words('en')).toContain('telephone number')
  })

  test.each([
    [
      'nothing',
      '',
      [
        [1, 'name', 'missing-column'],
        [1, 'number', 'missing-column'],
      ],
    ],
    ['no heading for the number', 'name\nAnn', [[1, 'number', 'missing-column']]],
    ['a heading twice', 'name,姓名,number\nAnn,Bob,+12025550101', [[1, 'name', 'column-twice']]],
    ['a quote that is not closed', 'name,number\nAnn,"+12025550101\n', [[2, null, 'malformed']]],
    ['a quote in the middle', 'name,number\nAnn,+12025550101\nBo"b,+12025550102\n', [[3, null, 'malformed']]],
    ['a row of a megabyte', `name,number\n${'a'.repeat(1_000_000)},+12025550101\n`, [[2, null, 'malformed']]],
  ])('a file with %s', async (_what, file, expected) => {
    expect(mistakes(await dryRun(file))).toEqual(expected)
    expect(await refusalOf(await send(file))).toEqual([422, 'rows-refused'])
  })

  test('600 of them are counted, and the first 500 are listed', async () => {
    const report = await dryRun(`name,number\n${'Ann,1\n'.repeat(600)}`)
    expect([report.errorCount, report.errors.length, report.errors[499]?.row]).toEqual([600, 500, 501])
  })
})

describe('duplicates', () => {
  test('in the file and among the clients are reported and left out; shared numbers are counted', async () => {
    await makeClient(editor, { name: 'Ann Lee', number: '+12025550101' })
    const file =
      'name,number\nann  LEE,+1 202 555 0101\nBob,+12025550101\nEve,+12025550102\nEve,+1 (202) 555-0102\n'
    const report = await bodyOf<Report>(await send(file))
    expect([report.rows, report.imported, report.shared]).toEqual([4, 2, 1])
    expect(report.duplicateRows).toEqual([
      { row: 2, of: 'clients', sameAsRow: null },
      { row: 5, of: 'file', sameAsRow: 4 },
    ])
    expect(await count()).toBe(3)
  })
})

describe('what is no file of clients', () => {
  // 姓名 and 张伟 in GB 18030, as spreadsheets in China save CSV files.
  const GB18030 = new Uint8Array([
    0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0x6e, 0x75, 0x6d, 0x62, 0x65, 0x72, 0x0a, 0xd5, 0xc5, 0xce, 0xb0, 0x2c,
    0x31,
  ])

  test.each<[string, string | Uint8Array, string, readonly [number, string]]>([
    ['GB 18030', GB18030, 'text/csv', [415, 'unsupported-encoding']],
    [
      'UTF-16 with its mark',
      new Uint8Array(Buffer.from('\ufeffname,number', 'utf16le')),
      'text/csv',
      [415, 'unsupported-encoding'],
    ],
    [
      'UTF-16 without',
      new Uint8Array(Buffer.from('name,number', 'utf16le')),
      'text/csv',
      [400, 'invalid-text'],
    ],
    [
      'another encoding by its own word',
      'name,number',
      'text/csv; charset=gb18030',
      [415, 'unsupported-encoding'],
    ],
    ['NUL', 'name,number\nA\0nn,+12025550101', 'text/csv', [400, 'invalid-text']],
    ['JSON', '"name,number"', 'application/json', [415, 'unsupported-media-type']],
    ['a workbook', 'PK', 'application/vnd.ms-excel', [415, 'unsupported-media-type']],
    [
      'a hundred thousand empty rows',
      `name,number${'\n'.repeat(100_001)}`,
      'text/csv',
      [413, 'too-many-rows'],
    ],
    ['six megabytes', 'name,number\n'.repeat(500_000), 'text/csv', [413, 'body-too-large']],
  ])('%s', async (_what, body, type, refusal) => {
    expect(await refusalOf(await send(body, '?dryRun=true', { 'content-type': type }))).toEqual(refusal)
  })

  test('CSV is taken here and nowhere else', async () => {
    const headers = { 'content-type': 'text/csv' }
    const answer = await editor.request('/api/clients', { method: 'POST', body: 'name,number', headers })
    expect(await refusalOf(answer)).toEqual([415, 'unsupported-media-type'])
  })
})

test('50,000 rows are imported by one request while others are served; one row more is refused', async () => {
  const row = (n: number): string => `Client ${n},+1202555${String(n % 10_000).padStart(4, '0')}\n`
  const file = `name,number\n${Array.from({ length: 50_000 }, (_, n) => row(n)).join('')}`
  expect(await refusalOf(await send(`${file}One more,+12025550101\n`))).toEqual([413, 'too-many-rows'])
  expect(await count()).toBe(0)
  const importing = send(file).then(async (response) => await bodyOf<Report>(response))
  const others = await Promise.all(
    Array.from({ length: 5 }, async () => (await editor.request('/api/clients')).status),
  )
  expect(others).toEqual([200, 200, 200, 200, 200])
  const report = await importing
  expect([report.rows, report.imported, report.shared]).toEqual([50_000, 50_000, 50_000])
  expect(await count()).toBe(50_000)
}, 120_000)

test('an import is for editors and administrators', async () => {
  for (const [role, status] of [
    ['viewer', 403],
    ['sender', 403],
    ['editor', 200],
    ['admin', 200],
  ] as const) {
    const asker = await site.member({ role })
    const headers = { 'content-type': 'text/csv' }
    const answer = await asker.request('/api/clients/import?dryRun=true', {
      method: 'POST',
      body: SAMPLE,
      headers,
    })
    expect([role, answer.status]).toEqual([role, status])
  }
})
