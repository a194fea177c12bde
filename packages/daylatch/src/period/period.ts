/** A stretch of civil time in which an action may happen once. It includes `startsAt` and excludes `endsAt`. */
export interface Period {
  /**
   * Names the period and carries its unit in its shape: `2026-11-22T08:30Z` (an hour, by its start in UTC),
   * `2026-11-22`, `2026-W47`, `2026-11`, `ever`. Keys of one unit have one length and sort by time.
   */
  readonly key: string
  readonly startsAt: Date
  readonly endsAt: Date
}

/** Where in its hour, day, week or month a period begins. */
export interface ResetTime {
  /** IANA time zone name. */
  readonly zone: string
  /** Local time at which the period begins, `HH:MM`; for hours `00:MM`, the minute past each hour. */
  readonly resetAt: string
}

/** An hour that begins at the same minute past each local hour. Made by `hour()`. */
export interface HourRule extends ResetTime {
  readonly unit: 'hour'
}

/** A day that begins at `resetAt`. Made by `day()`. */
export interface DayRule extends ResetTime {
  readonly unit: 'day'
}

/** An ISO week, which begins on Monday at `resetAt`. Made by `week()`. */
export interface WeekRule extends ResetTime {
  readonly unit: 'week'
}

/** A month, which begins on its first day at `resetAt`. Made by `month()`. */
export interface MonthRule extends ResetTime {
  readonly unit: 'month'
}

/** The one period that never ends. Made by `ever()`. */
export interface EverRule {
  readonly unit: 'ever'
  readonly zone: 'UTC'
}

export type PeriodRule = HourRule | DayRule | WeekRule | MonthRule | EverRule
