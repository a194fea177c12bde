import { badOption } from '../errors.ts'
import { day } from './day.ts'
import { ever } from './ever.ts'
import { hour } from './hour.ts'
import { month } from './month.ts'
import type { PeriodRule } from './period.ts'
import { week } from './week.ts'

/**
 * A rule as its maker would make it, whoever made it: it may come from plain JavaScript or a file.
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export function checkRule(option: string, rule: PeriodRule): PeriodRule {
  switch (rule?.unit) {
    case 'hour':
      return hour(rule)
    case 'day':
      return day(rule)
    case 'week':
      return week(rule)
    case 'month':
      return month(rule)
    case 'ever':
      return ever()
    default:
      throw badOption(option, 'a period such as day({ zone }), hour, week, month or ever()', rule)
  }
}
