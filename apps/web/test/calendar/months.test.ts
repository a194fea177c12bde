import { expect, test } from 'vitest'
import type { MonthDay } from '../../src/api/types.ts'
import { monthAt, weeksOf } from '../../src/calendar/months.ts'

test('a month has its neighbours, over the end of a year too', () => {
  expect([monthAt('2026-11', -1), monthAt('2026-11', 1)]).toEqual(['2026-10', '2026-12'])
  expect([monthAt('2026-01', -1), monthAt('2026-12', 1)]).toEqual(['2025-12', '2027-01'])
})

test('November 2026 begins on a Sunday and takes six weeks', () => {
  expect(numbersOf('2026-11', daysOf('2026-11', 30))).toEqual([
    '. . . . . . 1',
    '2 3 4 5 6 7 8',
    '9 10 11 12 13 14 15',
    '16 17 18 19 20 21 22',
    '23 24 25 26 27 28 29',
    '30 . . . . . .',
  ])
})

test('a February that begins on a Monday takes four weeks', () => {
  expect(weeksOf('2027-02', daysOf('2027-02', 28))).toHaveLength(4)
})

// Samoa went over the date line at the end of 2011 and had no 30 December.
test('a day that the zone skipped leaves its place empty', () => {
  const days = daysOf('2011-12', 31).filter(({ period }) => period !== '2011-12-30')

  expect(numbersOf('2011-12', days).at(-1)).toBe('26 27 28 29 . 31 .')
})

function daysOf(month: string, count: number): readonly MonthDay[] {
  return Array.from({ length: count }, (_, index) => ({
    period: `${month}-${String(index + 1).padStart(2, '0')}`,
    state: 'missed',
    reward: null,
    bonus: null,
    rank: null,
    claimedAt: null,
    canMakeUp: false,
  }))
}

function numbersOf(month: string, days: readonly MonthDay[]): readonly string[] {
  return weeksOf(month, days).map((week) =>
    week.map((day) => (day ? String(Number(day.period.slice(-2))) : '.')).join(' '),
  )
}
