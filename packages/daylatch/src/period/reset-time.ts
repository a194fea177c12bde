import { Temporal } from 'temporal-polyfill'
import { badOption } from '../errors.ts'
import type { ResetTime } from './period.ts'

const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d$/

export interface ResetTimeOptions {
  /** IANA time zone name, such as `Asia/Shanghai`. */
  readonly zone: string
  /**
   * Local time at which the period begins, `HH:MM`.
   * @default '00:00'
   */
  readonly resetAt?: string
}

/** @throws {DaylatchError} BAD_OPTION when the zone is not known to this runtime or `resetAt` is not `HH:MM` */
export function checkResetTime(options: ResetTimeOptions): ResetTime {
  const { zone, resetAt = '00:00' } = options
  if (typeof resetAt !== 'string' || !CLOCK_TIME.test(resetAt)) {
    throw badOption('resetAt', 'a time HH:MM from 00:00 to 23:59', resetAt)
  }
  if (!isZone(zone))
    throw badOption('zone', 'an IANA time zone that this runtime knows, such as Asia/Shanghai', zone)
  return { zone, resetAt }
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

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(zone: string, instant: number): number {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)
  return local.offsetNanoseconds / 1e6
}

/**
 * The instant at which the zone's clocks change between `from` and `to`: the first one with the later offset.
 *
 * Wants exactly one change in between. No zone has ever had two within a day.
 */
export function changeBetween(zone: string, from: number, to: number): number {
  const after = offsetAt(zone, to)
  let [before, changed] = [from, to]
  while (changed - before > 1) {
    const middle = Math.floor((before + changed) / 2)
    if (offsetAt(zone, middle) === after) changed = middle
    else before = middle
  }
  return changed
}
