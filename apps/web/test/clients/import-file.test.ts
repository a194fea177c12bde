import { afterEach, expect, test, vi } from 'vitest'
import { importFile, largestFileMiB } from '../../src/clients/import-file.ts'
import { answerWith, json, problem } from '../support/answers.ts'

afterEach(() => vi.unstubAllGlobals())

const file = new Blob(['name,number\nAda,+2348031234567\n'])
const report = { rows: 1, ready: 1, errors: [], errorCount: 0, imported: 0 }

test('a file is looked through first, and imported when that is asked for', async () => {
  const asked = answerWith(() => json(200, report))

  expect(await importFile({ file, dryRun: true, region: '', language: 'en' })).toEqual({
    kind: 'checked',
    report,
  })
  expect(await importFile({ file, dryRun: false, region: '', language: 'en' })).toEqual({
    kind: 'imported',
    report,
  })
  expect(asked.map(({ address }) => address)).toEqual([
    '/api/clients/import?dryRun=true',
    '/api/clients/import?dryRun=false',
  ])
})

test('a file that is too large is not sent', async () => {
  const asked = answerWith(() => json(200, report))
  const large = new Blob([new Uint8Array(largestFileMiB * 1_048_576 + 1)])

  expect(await importFile({ file: large, dryRun: true, region: '', language: 'en' })).toEqual({
    kind: 'too-large',
  })
  expect(asked).toEqual([])
})

test.each([
  ['rows that are wrong', () => problem(422, 'rows-refused'), { kind: 'rows-refused' }],
  [
    'another encoding',
    () => problem(415, 'unsupported-encoding'),
    { kind: 'refused', code: 'unsupported-encoding' },
  ],
  ['a broken connection', () => undefined, { kind: 'unknown' }],
  ['a server in trouble', () => problem(503, 'database-unavailable'), { kind: 'unknown' }],
])('%s', async (_, reply, outcome) => {
  answerWith(reply)

  expect(await importFile({ file, dryRun: false, region: '', language: 'en' })).toEqual(outcome)
})

test('the country of national numbers goes along, and a code that no country has is told as that', async () => {
  const asked = answerWith(() => problem(400, 'invalid-input'))

  expect(await importFile({ file, dryRun: true, region: 'XX', language: 'en' })).toEqual({
    kind: 'unknown-region',
  })
  expect(asked.map(({ address }) => address)).toEqual(['/api/clients/import?dryRun=true&region=XX'])
})
