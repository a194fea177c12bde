const dayMs = 86_400_000
const dayParts = { weekday: 'long', month: 'long', day: 'numeric' } as const

/** Numbers, dates and times in one locale and one time zone. Pure: nothing here reads the clock. */
export interface Format {
  readonly number: (value: number) => string
  /** With its sign, a plus too. */
  readonly signed: (value: number) => string
  /** "08:00", in the reader's zone. */
  readonly time: (instant: number) => string
  /** "today", "tomorrow", "on Tuesday, 24 November": the day of `instant` as seen from `now`. */
  readonly day: (instant: number, now: number) => string
  /** A civil day such as "2026-11-22" with its weekday. It is a date and no instant, so no zone moves it. */
  readonly civilDay: (day: string) => string
  /** A civil day with its year, where it may be long ago: "22 Nov 2026". */
  readonly shortDay: (day: string) => string
  /** A civil month such as "2026-11" with its year. */
  readonly month: (month: string) => string
  /** The days of the week, Monday first, in few letters and in full. */
  readonly weekdays: readonly { readonly short: string; readonly long: string }[]
  /** The day of an instant with its year, in the reader's zone. */
  readonly shortDate: (instant: number) => string
  /** Date and time of an instant, in the reader's zone. */
  readonly dateTime: (instant: number) => string
  /** Date and time to the second, in the reader's zone: where the order of things matters. */
  readonly precise: (instant: number) => string
  /** A zone such as "Asia/Shanghai" by its common name. */
  readonly zoneName: (zone: string) => string
}

/** `zone` is the reader's; left out, it is the browser's own. */
export function formatFor(locale: string, zone?: string): Format {
  const timeZone = zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone
  const number = new Intl.NumberFormat(locale)
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone })
  const civil = new Intl.DateTimeFormat(locale, { ...dayParts, timeZone: 'UTC' })
  const weekday = new Intl.DateTimeFormat(locale, { ...dayParts, timeZone })
  const shortCivil = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const month = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' })
  const shortDate = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone })
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const precise = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  return {
    number: (value) => number.format(value),
    signed: (value) => signed.format(value),
    time: (instant) => time.format(instant),
    day: (instant, now) => {
      const days = (localDay(instant, timeZone) - localDay(now, timeZone)) / dayMs
      return Math.abs(days) <= 1 ? relative.format(days, 'day') : weekday.format(instant)
    },
    civilDay: (day) => civil.format(Date.parse(`${day}T00:00:00Z`)),
    shortDay: (day) => shortCivil.format(Date.parse(`${day}T00:00:00Z`)),
    month: (name) => month.format(Date.parse(`${name}-01T00:00:00Z`)),
    weekdays: weekdaysOf(locale),
    shortDate: (instant) => shortDate.format(instant),
    dateTime: (instant) => dateTime.format(instant),
    precise: (instant) => precise.format(instant),
    zoneName: (name) => zoneName(locale, name),
  }
}

/** "13:22:10": the time left until something, never negative. Seconds are rounded up, so it shows 0 only at the end. */
export function countdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1_000))
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

/** The share of the 24-hour clock face that has passed at an instant in a zone: 0 at midnight, 0.5 at noon. */
export function shareOfDay(instant: number, timeZone?: string): number {
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  })
  const [hours = 0, minutes = 0] = clock.format(instant).split(':').map(Number)
  return (hours * 60 + minutes) / 1_440
}

function localDay(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    timeZone,
  })
  return Date.parse(`${format.format(instant)}T00:00:00Z`)
}

function weekdaysOf(locale: string): Format['weekdays'] {
  const [short, long] = (['short', 'long'] as const).map(
    (weekday) => new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }),
  )
  // The first of January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, index) => {
    const day = Date.UTC(2024, 0, 1 + index)
    return { short: short?.format(day) ?? '', long: long?.format(day) ?? '' }
  })
}

function zoneName(locale: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts(0)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone
}
