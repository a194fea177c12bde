import { changeBetween, offsetAt, timeOfDay, untilTimeOfDay } from './local-time.ts'

/** From when (included) to when (not included) nobody is to be disturbed, by the clocks of whoever would be. HH:MM. */
export interface QuietHours {
  readonly from: string
  readonly to: string
}

/**
 * When the quiet hours that hold at `now` are over, or `null` where it is not quiet.
 *
 * What counts is what the zone's clocks show. Hours that begin before midnight end after it; an end that the clocks skip
 * is the moment at which they skip it; an hour that they show twice is quiet twice. Equal ends mean no quiet hours.
 *
 * @param zone one that exists
 */
export function quietUntil(quietHours: QuietHours, zone: string, now: Date): Date | null {
  const [from, to] = [millisecondsOf(quietHours.from), millisecondsOf(quietHours.to)]
  const instant = now.getTime()
  if (!isWithin(from, to, timeOfDay(zone, instant))) return null
  const end = instant + untilTimeOfDay(timeOfDay(zone, instant), to)
  if (offsetAt(zone, end) === offsetAt(zone, instant)) return new Date(end)
  // The clocks are changed before they would have come to the end.
  const change = changeBetween(zone, instant, end)
  const shown = timeOfDay(zone, change)
  return new Date(isWithin(from, to, shown) ? change + untilTimeOfDay(shown, to) : change)
}

function isWithin(from: number, to: number, shown: number): boolean {
  return from <= to ? from <= shown && shown < to : from <= shown || shown < to
}

function millisecondsOf(clockTime: string): number {
  const [hours, minutes] = clockTime.split(':')
  return (Number(hours) * 60 + Number(minutes)) * 60_000
}
