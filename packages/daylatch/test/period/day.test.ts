import { describe, expect, test } from 'vitest'
import { day, opensAfter, periodAt, periodsAround } from '../../src/index.ts'

const HOUR = 3_600_000

function at(rule: { zone: string; resetAt?: string }, instant: string) {
  const { key, startsAt, endsAt } = periodAt(day(rule), new Date(instant))
  return { key, from: startsAt.toISOString(), hours: (endsAt.getTime() - startsAt.getTime()) / HOUR }
}

describe('the stories day: 08:00 in Shanghai', () => {
  const rule = { zone: 'Asia/Shanghai', resetAt: '08:00' }

  test('07:59:59.999 still belongs to the day before', () => {
    expect(at(rule, '2026-11-21T23:59:59.999Z')).toEqual({
      key: '2026-11-21',
      from: '2026-11-21T00:00:00.000Z',
      hours: 24,
    })
  })

  test('08:00 begins the day', () => {
    expect(at(rule, '2026-11-22T00:00:00Z')).toEqual({
      key: '2026-11-22',
      from: '2026-11-22T00:00:00.000Z',
      hours: 24,
    })
  })
})

describe('days on which the clocks change', () => {
  test('spring forward in New York gives 23 hours', () => {
    expect(at({ zone: 'America/New_York' }, '2026-03-08T12:00:00Z').hours).toBe(23)
  })

  test('fall back in New York gives 25 hours', () => {
    expect(at({ zone: 'America/New_York' }, '2026-11-01T12:00:00Z').hours).toBe(25)
  })

  test('a reset in the skipped hour happens at the first instant after the skip', () => {
    const rule = { zone: 'America/New_York', resetAt: '02:30' }
    expect(at(rule, '2026-03-08T06:59:59.999Z').key).toBe('2026-03-07')
    expect(at(rule, '2026-03-08T07:00:00Z')).toEqual({
      key: '2026-03-08',
      from: '2026-03-08T07:00:00.000Z',
      hours: 23.5,
    })
  })

  test('a reset in the repeated hour happens once, the first time', () => {
    const rule = { zone: 'America/New_York', resetAt: '01:30' }
    expect(at(rule, '2026-11-01T05:30:00Z')).toEqual({
      key: '2026-11-01',
      from: '2026-11-01T05:30:00.000Z',
      hours: 25,
    })
    expect(at(rule, '2026-11-01T06:15:00Z').key).toBe('2026-11-01')
  })

  test('clocks that go back over midnight do not bring yesterday back', () => {
    // St. John's, 7 November 2010: at 00:01 the clocks went back to 23:01 of the 6th.
    const rule = { zone: 'America/St_Johns' }
    expect(at(rule, '2010-11-07T02:30:30Z').key).toBe('2010-11-07')
    expect(at(rule, '2010-11-07T03:00:00Z').key).toBe('2010-11-07')
  })

  test('a half-hour shift gives 23.5 hours', () => {
    expect(at({ zone: 'Australia/Lord_Howe' }, '2026-10-04T02:00:00Z').hours).toBe(23.5)
  })
})

test('a date that a zone never had is skipped', () => {
  // Samoa went from 29 December to 31 December 2011.
  const rule = { zone: 'Pacific/Apia', resetAt: '08:00' }
  expect(at(rule, '2011-12-30T17:00:00Z')).toEqual({
    key: '2011-12-29',
    from: '2011-12-29T18:00:00.000Z',
    hours: 24,
  })
  expect(at(rule, '2011-12-30T18:00:00Z')).toEqual({
    key: '2011-12-31',
    from: '2011-12-30T18:00:00.000Z',
    hours: 24,
  })
})

test('the neighbours touch the running period', () => {
  const { previous, running, next } = periodsAround(
    day({ zone: 'Europe/Berlin' }),
    new Date('2026-10-25T12:00:00Z'),
  )
  expect([previous?.endsAt, running.endsAt]).toEqual([running.startsAt, next?.startsAt])
  expect([previous?.key, running.key, next?.key]).toEqual(['2026-10-24', '2026-10-25', '2026-10-26'])
})

describe('when the next slot opens', () => {
  test('at the end of the claimed day', () => {
    const rule = day({ zone: 'Asia/Shanghai', resetAt: '08:00' })
    const claimed = periodAt(rule, new Date('2026-11-22T02:00:00Z'))
    expect(opensAfter(rule, { ...claimed, period: claimed.key })).toEqual(claimed.endsAt)
  })

  test('after a move west, not before a later date begins there', () => {
    const claimed = periodAt(
      day({ zone: 'Asia/Shanghai', resetAt: '08:00' }),
      new Date('2026-11-22T02:00:00Z'),
    )
    const west = day({ zone: 'America/New_York', resetAt: '08:00' })
    const opens = opensAfter(west, { ...claimed, period: claimed.key })
    expect(opens).toEqual(new Date('2026-11-23T13:00:00Z'))
  })
})

test.each([
  [
    { zone: 'Mars/Olympus' },
    'Expected `zone` to be an IANA time zone that this runtime knows, such as Asia/Shanghai, got `"Mars/Olympus"` (string)',
  ],
  [
    { zone: '+08:00' },
    'Expected `zone` to be an IANA time zone that this runtime knows, such as Asia/Shanghai, got `"+08:00"` (string)',
  ],
  [
    { zone: 'Asia/Shanghai', resetAt: '24:00' },
    'Expected `resetAt` to be a time HH:MM from 00:00 to 23:59, got `"24:00"` (string)',
  ],
])('%j is refused', (options, message) => {
  expect(() => day(options)).toThrow(message)
})
