import { AssertionError } from 'node:assert'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { race, RaceFound, type RaceResult } from '../../src/index.ts'
import { seatInMemory, seats } from '../support/seat.ts'

async function failureOf(holds: Promise<unknown>): Promise<RaceFound> {
  const failure = await holds.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (failure instanceof RaceFound) return failure
  throw new Error('It did not fail', { cause: failure })
}

test('a race fails as an assertion, with its story, and leaves its page', async () => {
  const reportTo = mkdtempSync(path.join(tmpdir(), 'race-reports-'))
  onTestFinished(() => rmSync(reportTo, { recursive: true }))

  const failure = await failureOf(race(seats(false, { name: 'Seats!', reportTo })).holds())

  expect(failure).toBeInstanceOf(AssertionError)
  expect(Object.keys(failure)).not.toContain('result')
  const { found } = failure.result
  expect([found?.kind, found?.reproduced, found?.difference]).toEqual(['race', { times: 5, of: 5 }, null])
  expect(found?.story.preemptions).toBe(1)
  expect(failure.message).toContain('2 have the seat')
  expect(failure.message).toContain(`race replay '${found?.schedule ?? ''}'`)
  expect(found?.page).toBe(path.join(reportTo, 'seats.html'))
  expect(readFileSync(found?.page ?? '', 'utf8')).toContain('<svg')
})

test('with the lock it holds, and the result says what was looked at', async () => {
  const { holds, found, coverage, name } = await race(seats(true)).holds()

  expect([holds, found, name]).toEqual([true, null, 'Ada takes the seat and Ben takes the seat'])
  expect([coverage.actors, coverage.serialOrders, coverage.divergences]).toEqual([2, 2, []])
  expect(coverage.phases.map(({ bound, isComplete }) => [bound, isComplete])).toEqual([
    [1, true],
    [2, true],
  ])
})

test('what was taken for independent is run in both orders when that is asked for', async () => {
  const { coverage } = await race(seats(true, { crossCheck: true })).holds()

  expect(coverage.crossChecked?.pairs).toBeGreaterThan(0)
  expect(coverage.crossChecked?.differences).toEqual([])
  expect(coverage.sentence).toContain('run in both orders, 0 differences')
})

test('what meets in memory only is found when every order is asked for, and missed without', async () => {
  const { holds, coverage } = await race(seatInMemory(true)).explore()
  expect([holds, coverage.phases.every(({ isComplete }) => isComplete)]).toEqual([true, true])

  const every = await race(seatInMemory(false)).explore()
  expect([every.holds, every.found?.kind]).toEqual([false, 'race'])
  expect(every.coverage.sentence).toContain('each executed, as asked for')
})

test('exploring has no opinion: it gives what it found', async () => {
  const { holds, found, name } = await race(seats(false, { name: 'seats', explain: false })).explore()

  expect([holds, name, found?.kind, found?.page]).toEqual([false, 'seats', 'race', null])
})

test('a printed schedule does the same again, and holds with the lock in an order of one’s own', async () => {
  const { found } = await race(seats(false)).explore()

  const again = await race(seats(false)).replay(found?.schedule ?? '')
  const locked = await race(seats(true)).replay('pg:ABABABAB')

  expect([again.holds, again.story?.verdict]).toEqual([false, '2 have the seat'])
  expect([locked.holds, locked.story]).toEqual([true, null])
})

test('a schedule of another race is refused, with what is asked now', async () => {
  const { found } = await race(seats(false)).explore()

  await expect(race(seats(true)).replay(found?.schedule ?? '')).rejects.toMatchObject({ code: 'DIVERGED' })
  await expect(race(seats(true)).replay('pg:AB#1')).rejects.toMatchObject({ code: 'BAD_SCHEDULE' })
})

test('what fails one after another is called a bug, and no race', async () => {
  const failure = await failureOf(
    race(seats(true, { invariant: 'select taken_by = $$Ben$$ from seat' })).holds(),
  )

  expect(failure.result.found?.kind).toBe('plain bug')
  expect(failure.message).toContain('Not a race: it fails when the actors run one after another, too.')
})

test('an actor that is not the same twice is said to be unsteady', async () => {
  let runs = 0
  const options = seats(false, {
    explain: false,
    invariant: ({ outcomes }) => {
      const isBroken = outcomes.every((outcome) => outcome.kind === 'returned' && outcome.value === true)
      // Broken the first time that it is seen, and then every other time.
      return !isBroken || runs++ % 2 === 1
    },
  })

  const { found } = await race(options).explore()

  expect(found?.reproduced.of).toBe(5)
  expect(found?.reproduced.times).not.toBe(5)
  expect(found?.difference).toContain('The same statements in the same order ended otherwise')
})

test('an expectation that fails in the invariant is its sentence', async () => {
  const options = seats(false, {
    explain: false,
    invariant: ({ outcomes }) => {
      expect(
        outcomes.filter((outcome) => outcome.kind === 'returned' && outcome.value === true),
      ).toHaveLength(1)
    },
  })

  const { found } = await race(options).explore()

  expect(found?.story.verdict).toContain('to have a length of 1 but got 2')
})

test('the same race has the same name for the baseline, and another cure another one', async () => {
  const idOf = ({ found }: RaceResult): string | undefined => found?.id
  const first = await race(seats(false, { name: 'seats' })).explore()
  const second = await race(seats(false, { name: 'seats' })).explore()
  const other = await race(seats(false, { name: 'chairs' })).explore()

  expect(idOf(first)).toMatch(/^[0-9a-f]{12}$/)
  expect(idOf(second)).toBe(idOf(first))
  expect(idOf(other)).not.toBe(idOf(first))
  expect(existsSync('race-reports/seats.html')).toBe(false)
})
