import { Temporal } from 'temporal-polyfill'
import { badOption } from '../errors.ts'
import type { DayRule, Period } from './period.ts'

const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d$/

export interface DayOptions {
  /** IANA time zone name, such as `Asia/Shanghai`. */
  readonly zone: string
  /**
   * Local time at which the day begins, `HH:MM`.
   * @default '00:00'
   */
  readonly resetAt?: string
}

/**
 * The rule "once per civil day": a day of `zone` that begins at `resetAt`.
 *
 * Days of a daylight-saving change have 23 or 25 hours. Nothing is ever reset: the day is computed from the clock.
 *
 * @throws {DaylatchError} BAD_OPTION when the zone is not known to this runtime or `resetAt` is not `HH:MM`
 */
export function day(options: DayOptions): DayRule {
  const { zone, resetAt = '00:00' } = options
  if (typeof resetAt !== 'string' || !CLOCK_TIME.test(resetAt)) {
    throw badOption('resetAt', 'a time HH:MM from 00:00 to 23:59', resetAt)
  }
  if (!isZone(zone))
    throw badOption('zone', 'an IANA time zone that this runtime knows, such as Asia/Shanghai', zone)
  return Object.freeze({ unit: 'day', zone, resetAt })
}

function isZone(zone: unknown): boolean {
  // A bare offset such as +08:00 would be accepted by Intl; it has no daylight-saving rules and is no zone name.
  if (typeof zone !== 'string' || !/^[A-Za-z]/.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/**
 * The day that contains `instant` (milliseconds since 1970): the latest existing civil date whose start is not after it.
 *
 * The walk begins one date after the local one: where clocks go back over midnight, a date can begin before the
 * local calendar last shows the date before it.
 */
export function dayAt(rule: DayRule, instant: number): Period {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(rule.zone).toPlainDate()
  let date = local.add({ days: 1 })
  while (!exists(rule, date) || startOf(rule, date) > instant) date = date.subtract({ days: 1 })
  let next = date.add({ days: 1 })
  while (!exists(rule, next)) next = next.add({ days: 1 })
  return {
    key: date.toString(),
    startsAt: new Date(startOf(rule, date)),
    endsAt: new Date(startOf(rule, next)),
  }
}

/** Whether the zone ever showed this date: Samoa, for one, went from 29 to 31 December 2011. */
function exists(rule: DayRule, date: Temporal.PlainDate): boolean {
  return date.toZonedDateTime(rule.zone).toPlainDate().equals(date)
}

/** The first instant at or after the date's local reset time. */
function startOf(rule: DayRule, date: Temporal.PlainDate): number {
  const wall = date.toPlainDateTime(Temporal.PlainTime.from(rule.resetAt))
  const first = wall.toZonedDateTime(rule.zone, { disambiguation: 'earlier' })
  if (first.toPlainDateTime().equals(wall)) return first.epochMilliseconds
  // The clock skipped the reset time. "Earlier" lies before the skip, so the next transition is the skip itself.
  const skip = first.getTimeZoneTransition('next')
  return (skip ?? wall.toZonedDateTime(rule.zone, { disambiguation: 'later' })).epochMilliseconds
}
