const DAY_MS = 86_400_000

const clocks = new Map<string, Intl.DateTimeFormat>()
const MOST_CLOCKS = 1000

/** The zone's clock, or `undefined` for a name that the runtime does not know. A bare offset is no zone: it has no summer. */
function clockOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  if (!/^[A-Za-z]/.test(zone)) return undefined
  try {
    const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    if (clocks.size >= MOST_CLOCKS) clocks.clear()
    clocks.set(zone, made)
    return made
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Whether the runtime knows an IANA time zone of this name. */
export function isZone(name: string): boolean {
  return clockOf(name) !== undefined
}

const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/

/**
 * How far the zone's clocks are ahead of UTC at an instant, in milliseconds.
 *
 * @throws TypeError for a zone that does not exist: ask {@link isZone} first
 */
export function offsetAt(zone: string, instant: number): number {
  const shown = clockOf(zone)?.format(instant)
  const [found, sign, hours, minutes, seconds] = OFFSET.exec(shown ?? '') ?? []
  if (found === undefined) throw new TypeError(`Expected \`${zone}\` to be a time zone`)
  if (sign === undefined) return 0
  const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000
  return sign === '+' ? offset : -offset
}

/** What the zone's clocks show, in milliseconds since their midnight. */
export function timeOfDay(zone: string, instant: number): number {
  return modulo(instant + offsetAt(zone, instant), DAY_MS)
}

/** How long a clock that nobody touches takes from one time of day to the next `to`: nothing where they are the same. */
export function untilTimeOfDay(from: number, to: number): number {
  return modulo(to - from, DAY_MS)
}

/** The first instant after `from`, and up to `to`, at which the zone's clocks were changed, where they were once. */
export function changeBetween(zone: string, from: number, to: number): number {
  const before = offsetAt(zone, from)
  let [unchanged, changed] = [from, to]
  while (changed - unchanged > 1) {
    const middle = Math.floor((unchanged + changed) / 2)
    if (offsetAt(zone, middle) === before) unchanged = middle
    else changed = middle
  }
  return changed
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}
