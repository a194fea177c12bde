import { badOption } from '../errors.ts'
import type { ResetTime } from './period.ts'
import { findClock } from './zone-clock.ts'

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
  if (findClock(zone) === undefined)
    throw badOption('zone', 'an IANA time zone that this runtime knows, such as Asia/Shanghai', zone)
  return { zone, resetAt }
}

/** The reset's place in its day, in milliseconds. */
export function resetOf({ resetAt }: ResetTime): number {
  const [hours = 0, minutes = 0] = resetAt.split(':').map(Number)
  return (hours * 60 + minutes) * 60_000
}
