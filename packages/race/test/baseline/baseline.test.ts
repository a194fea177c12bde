import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type KnownRace, readBaseline, writeBaseline } from '../../src/baseline/baseline.ts'
import { compareWith, nextBaseline } from '../../src/baseline/compare.ts'
import { foundRace } from '../support/found-race.ts'

function file(text?: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'race-baseline-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const name = path.join(folder, 'race-baseline.json')
  if (text !== undefined) writeFileSync(name, text)
  return name
}

function known(id: string, race: string, note?: string): KnownRace {
  const entry = { id, race, anomaly: 'lost update', sentence: `what ${id} does` }
  return note === undefined ? entry : { ...entry, note }
}

test('what was written is read again, sorted by race', async () => {
  const name = file()
  await writeBaseline(name, [
    known('b2', 'sign'),
    known('c3', 'pay', 'until spring, Kim'),
    known('a1', 'sign'),
  ])

  expect((await readBaseline(name)).map(({ id }) => id)).toEqual(['c3', 'a1', 'b2'])
  expect(await readBaseline(name)).toContainEqual(known('c3', 'pay', 'until spring, Kim'))
  expect(readFileSync(name, 'utf8').endsWith('}\n')).toBe(true)
})

test('a file that is not there knows nothing', async () => {
  expect(await readBaseline(file())).toEqual([])
})

test.each(['', '[]', '{"version":2,"known":[]}', '{"version":1}', '{"version":1,"known":[{"id":7}]}'])(
  '%j is refused, and not taken for an empty list',
  async (text) => {
    await expect(readBaseline(file(text))).rejects.toMatchObject({ code: 'BAD_BASELINE' })
  },
)

test('what is found is new, known, or gone', () => {
  const baseline = [known('a1', 'sign'), known('b2', 'sign'), known('a1', 'pay')]

  const { fresh, known: still, gone } = compareWith(baseline, 'sign', [foundRace('b2'), foundRace('d4')])

  expect([fresh, still].map((races) => races.map(({ id }) => id))).toEqual([['d4'], ['b2']])
  expect(gone).toEqual([known('a1', 'sign')])
})

test('the next baseline keeps notes, and what was not explored', () => {
  const baseline = [known('a1', 'sign', 'accepted'), known('b2', 'sign'), known('c3', 'pay')]

  const next = nextBaseline(baseline, new Map([['sign', [foundRace('a1'), foundRace('d4')]]]))

  expect(next.map(({ id, race, note }) => [id, race, note])).toEqual([
    ['c3', 'pay', undefined],
    ['a1', 'sign', 'accepted'],
    ['d4', 'sign', undefined],
  ])
})
