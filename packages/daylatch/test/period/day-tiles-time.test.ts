import fc from 'fast-check'
import { expect, test } from 'vitest'
import { day, periodAt, periodsAround } from '../../src/index.ts'

const zones = Intl.supportedValuesOf('timeZone')
const instants = fc.date({
  min: new Date('1970-01-03T00:00:00Z'),
  max: new Date('2100-01-01T00:00:00Z'),
  noInvalidDate: true,
})
const resets = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)

test('every instant is in its day, days touch, and keys increase', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), resets, instants, (zone, resetAt, instant) => {
      const rule = day({ zone, resetAt })
      const { previous, running, next } = periodsAround(rule, instant)
      expect(running.startsAt <= instant && instant < running.endsAt).toBe(true)
      expect(previous?.endsAt).toEqual(running.startsAt)
      expect(next?.startsAt).toEqual(running.endsAt)
      expect((previous?.key ?? '~') < running.key && running.key < (next?.key ?? '')).toBe(true)
      expect(periodAt(rule, new Date(running.endsAt.getTime() - 1)).key).toBe(running.key)
    }),
    { numRuns: 500 },
  )
})
