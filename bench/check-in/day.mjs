/**
 * @typedef {object} Bounds
 * @property {string} key
 * @property {Date} startsAt
 * @property {Date} endsAt
 *
 * @typedef {object} Day
 * @property {string} resetAt HH:MM in UTC
 * @property {Bounds} today
 * @property {Bounds} before
 */

const DAY_MS = 86_400_000

/**
 * The day that runs at a moment, if days begin at the given hour.
 *
 * @param {number} now milliseconds since 1970
 * @param {number} resetHour in UTC
 * @returns {Bounds}
 */
export function dayAt(now, resetHour) {
  const reset = resetHour * 3_600_000
  const start = Math.floor((now - reset) / DAY_MS) * DAY_MS
  return {
    key: new Date(start).toISOString().slice(0, 10),
    startsAt: new Date(start + reset),
    endsAt: new Date(start + reset + DAY_MS),
  }
}

/** A day that began twelve hours ago, more or less: it does not end while the benchmark runs. @returns {Day} */
export function benchDay() {
  const now = Date.now()
  const resetHour = (new Date(now).getUTCHours() + 12) % 24
  return {
    resetAt: `${String(resetHour).padStart(2, '0')}:00`,
    today: dayAt(now, resetHour),
    before: dayAt(now - DAY_MS, resetHour),
  }
}
