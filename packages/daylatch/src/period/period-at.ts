import { badOption } from '../errors.ts'
import { calendarPeriodAt, calendarPeriodOf } from './calendar.ts'
import { days } from './day.ts'
import { everPeriod, isInTime } from './ever.ts'
import { hourAt, hourOf } from './hour.ts'
import { months } from './month.ts'
import type { Period, PeriodRule } from './period.ts'
import { weeks } from './week.ts'

const calendar = { day: days, week: weeks, month: months } as const

/**
 * The period of `rule` that contains `instant`. Every instant is in exactly one.
 *
 * A pure function: it reads no clock and keeps nothing.
 *
 * @throws {DaylatchError} BAD_OPTION when `instant` is no date of the years 1 to 9999
 */
export function periodAt(rule: PeriodRule, instant: Date): Period {
  const at = instant.getTime()
  if (!isInTime(at)) throw badOption('instant', 'a Date in the years 1 to 9999', instant)
  if (rule.unit === 'ever') return everPeriod()
  return rule.unit === 'hour' ? hourAt(rule, at) : calendarPeriodAt(calendar[rule.unit], rule, at)
}

/** The period that `key` names; `undefined` if it is no key of the unit, or if the zone never had that period. */
export function periodOf(rule: PeriodRule, key: string): Period | undefined {
  if (rule.unit === 'ever') return key === 'ever' ? everPeriod() : undefined
  const period = rule.unit === 'hour' ? hourOf(rule, key) : calendarPeriodOf(calendar[rule.unit], rule, key)
  return period !== undefined && isInTime(period.endsAt.getTime() - 1) ? period : undefined
}
