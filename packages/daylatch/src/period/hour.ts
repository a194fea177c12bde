import { badOption } from '../errors.ts'
import type { HourRule, Period } from './period.ts'
import { checkResetTime, resetOf, type ResetTimeOptions } from './reset-time.ts'
import { changeBetween, offsetAt } from './zone-clock.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

export interface HourOptions extends ResetTimeOptions {
  /**
   * Minute past each local hour at which the period begins, `00:MM`.
   * @default '00:00'
   */
  readonly resetAt?: string
}

/**
 * The rule "once per hour": it begins whenever the clocks of `zone` show the minute of `resetAt`.
 *
 * Where clocks go back, the hour that they show twice is two periods; the keys are in UTC and tell them apart. Where
 * they skip the minute, the period begins with the skip. So an hour is shorter or longer than 60 minutes only where
 * clocks change by something else than whole hours: Lord Howe's has 30 or 90 minutes twice a year.
 *
 * @throws {DaylatchError} BAD_OPTION when the zone is not known to this runtime or `resetAt` is not `00:MM`
 */
export function hour(options: HourOptions): HourRule {
  const { zone, resetAt } = checkResetTime(options)
  if (!resetAt.startsWith('00:')) {
    throw badOption('resetAt', 'the minute of the hour, from 00:00 to 00:59', resetAt)
  }
  return Object.freeze({ unit: 'hour', zone, resetAt })
}

export function hourAt(rule: HourRule, instant: number): Period {
  const start = startBefore(rule, instant)
  return {
    key: `${new Date(start).toISOString().slice(0, '2026-11-22T08:30'.length)}Z`,
    startsAt: new Date(start),
    endsAt: new Date(startAfter(rule, start)),
  }
}

export function hourOf(rule: HourRule, key: string): Period | undefined {
  const start = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/.test(key) ? Date.parse(key) : Number.NaN
  if (Number.isNaN(start)) return undefined
  // Until 1972 Monrovia's clocks were 44 minutes and 30 seconds behind: an hour began within the minute of its key.
  const period = hourAt(rule, start + MINUTE - 1)
  return period.key === key ? period : undefined
}

/** The latest start at or before the instant. */
function startBefore(rule: HourRule, instant: number): number {
  const offset = offsetAt(rule.zone, instant)
  const start = markBefore(rule, instant + offset) - offset
  const earlier = offsetAt(rule.zone, start)
  if (earlier === offset) return start
  const change = changeBetween(rule.zone, start, instant)
  return isStart(rule, change, earlier, offset) ? change : startBefore(rule, change - 1)
}

/** The earliest start after the instant. */
function startAfter(rule: HourRule, instant: number): number {
  const offset = offsetAt(rule.zone, instant)
  const start = markBefore(rule, instant + offset) + HOUR - offset
  const later = offsetAt(rule.zone, start)
  if (later === offset) return start
  const change = changeBetween(rule.zone, instant, start)
  return isStart(rule, change, offset, later) ? change : startAfter(rule, change)
}

/** The latest local time at or before `local` at which the clocks show the minute of the rule. */
function markBefore(rule: HourRule, local: number): number {
  const minute = resetOf(rule)
  return Math.floor((local - minute) / HOUR) * HOUR + minute
}

/** Whether a period begins where the clocks change: they show the minute there, or skip it. */
function isStart(rule: HourRule, change: number, before: number, after: number): boolean {
  return markBefore(rule, change + after) >= change + Math.min(before, after)
}
