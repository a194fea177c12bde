import type { EverRule, Period } from './period.ts'

/** The whole of time, as far as PostgreSQL's `timestamptz` and the four-digit years of ISO 8601 both reach. */
const STARTS_AT = Date.parse('0001-01-01T00:00:00Z')
const ENDS_AT = Date.parse('9999-12-31T00:00:00Z')

/** The rule "once, and never again": its one period `ever` has no neighbours, and its slot does not open twice. */
export function ever(): EverRule {
  return Object.freeze({ unit: 'ever', zone: 'UTC' })
}

export function everPeriod(): Period {
  return { key: 'ever', startsAt: new Date(STARTS_AT), endsAt: new Date(ENDS_AT) }
}

/** Whether an instant is in any period at all: one of the years 1 to 9999, but for the last day of all. */
export function isInTime(instant: number): boolean {
  return STARTS_AT <= instant && instant < ENDS_AT
}
