/** A stretch of civil time in which an action may happen once. It includes `startsAt` and excludes `endsAt`. */
export interface Period {
  /** Names the period and carries its unit in its shape; for a day the date on which it starts, such as `2026-11-22`. */
  readonly key: string
  readonly startsAt: Date
  readonly endsAt: Date
}

/** A day that begins at `resetAt`, local time in `zone`. Made by {@link day}. */
export interface DayRule {
  readonly unit: 'day'
  /** IANA time zone name. */
  readonly zone: string
  /** Local time at which the day begins, `HH:MM`. */
  readonly resetAt: string
}

export type PeriodRule = DayRule
