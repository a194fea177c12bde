/** A time or date as a zone's clocks show it, in the milliseconds that it would be since 1970 if they showed UTC. */
export type LocalTime = number

export const DAY = 86_400_000

/** The zone's clocks, as the runtime's own zone data has them. `undefined` for a name that it does not know. */
export function findClock(zone: unknown): Intl.DateTimeFormat | undefined {
  // A bare offset such as +08:00 would be accepted by Intl; it has no daylight-saving rules and is no zone name.
  if (typeof zone !== 'string' || !/^[A-Za-z]/.test(zone)) return undefined
  return clocks.get(zone) ?? makeClock(zone)
}

// To make one takes as long as to ask it thirty times. There are some 600 names, more only by different capitals.
const clocks = new Map<string, Intl.DateTimeFormat>()
const MOST_CLOCKS = 1000

function makeClock(zone: string): Intl.DateTimeFormat | undefined {
  try {
    const clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    if (clocks.size >= MOST_CLOCKS) clocks.clear()
    clocks.set(zone, clock)
    return clock
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(zone: string, instant: number): number {
  const shown = findClock(zone)?.format(instant)
  // Such as "11/22/2026, GMT+08:00", "1/1/1970, GMT-00:44:30", and "GMT" alone where there is no offset.
  const [found, sign, hours, minutes, seconds] = OFFSET.exec(shown ?? '') ?? []
  if (found === undefined) throw new TypeError(`Expected an offset from UTC in \`${shown}\``)
  if (sign === undefined) return 0
  const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000
  return sign === '+' ? offset : -offset
}

const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/

/** The first instant at which the zone's clocks show `wall` or later: the first of two, or where they skip it. */
export function firstAtOrAfter(zone: string, wall: LocalTime): number {
  const offsets = [offsetAt(zone, wall - DAY), offsetAt(zone, wall + DAY)]
  const earliest = wall - Math.max(...offsets)
  const latest = wall - Math.min(...offsets)
  const found = [earliest, latest].find((instant) => instant + offsetAt(zone, instant) === wall)
  return found ?? changeBetween(zone, earliest, latest)
}

/**
 * The instant at which the zone's clocks change between `from` and `to`: the first one with the later offset.
 *
 * Wants exactly one change in between. Since 1970 no zone has had two within six days.
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
