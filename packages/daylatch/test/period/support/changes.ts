/** One change of a zone's clocks. */
export interface ClockChange {
  readonly zone: string
  /** The first instant with the later offset, in milliseconds since 1970. */
  readonly at: number
  /** Milliseconds ahead of UTC before and after it. */
  readonly before: number
  readonly after: number
}

export const DAY = 86_400_000
const MINUTE = 60_000
/** Since 1970 no zone has changed its clocks twice within six days. */
const STEP = 6 * DAY

/**
 * Every change of the clocks from 1970 to 2100 in every zone that the runtime knows.
 *
 * Found by the local time of `Date`, which knows nothing of `Intl.DateTimeFormat`'s time zones but the data.
 */
export function changesOfAllZones(): readonly ClockChange[] {
  const own = process.env['TZ']
  try {
    return Intl.supportedValuesOf('timeZone').flatMap((zone) => {
      process.env['TZ'] = zone
      return changesHere(zone)
    })
  } finally {
    if (own === undefined) delete process.env['TZ']
    else process.env['TZ'] = own
  }
}

/** One of each kind: in zones whose clocks agree for 40 days before and after, periods agree too. */
export function distinct(changes: readonly ClockChange[]): readonly ClockChange[] {
  const kinds = new Map<string, ClockChange>()
  for (const [index, change] of changes.entries()) {
    const near = changes
      .slice(Math.max(0, index - 2), index + 3)
      .filter(({ zone, at }) => zone === change.zone && Math.abs(at - change.at) <= 40 * DAY)
    const kind = near.map(({ at, before, after }) => `${at} ${before} ${after}`).join()
    if (!kinds.has(kind)) kinds.set(kind, change)
  }
  return [...kinds.values()]
}

function changesHere(zone: string): readonly ClockChange[] {
  const changes: ClockChange[] = []
  for (let at = 0; at < Date.UTC(2101, 0, 1); at += STEP) {
    const [before, after] = [offsetHere(at), offsetHere(at + STEP)]
    if (before !== after) changes.push({ zone, at: changeHere(at, at + STEP), before, after })
  }
  return changes
}

function changeHere(from: number, to: number): number {
  const after = offsetHere(to)
  let [before, changed] = [from, to]
  while (changed - before > 1) {
    const middle = Math.floor((before + changed) / 2)
    if (offsetHere(middle) === after) changed = middle
    else before = middle
  }
  return changed
}

function offsetHere(instant: number): number {
  return -new Date(instant).getTimezoneOffset() * MINUTE
}
