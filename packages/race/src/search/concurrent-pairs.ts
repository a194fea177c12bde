import { countOf, type Event, type Position } from './event.ts'

/** Two steps that were told to have no influence on each other, and an order for each way round. */
export interface ConcurrentPair {
  readonly first: Event
  readonly second: Event
  readonly schedules: readonly [readonly number[], readonly number[]]
}

/** The pairs of independent steps in one class of orders. */
export function* concurrentPairs(end: Position): Generator<ConcurrentPair> {
  const events = end.flatMap(chainOf)
  const chosen = events.filter((event) => event.releasedBy === null && !event.isStart)
  for (const first of chosen) {
    for (const second of chosen) {
      if (second.actor <= first.actor || isBefore(first, second) || isBefore(second, first)) continue
      const before = events.filter((event) => isBefore(event, first) || isBefore(event, second))
      const one = orderOf(events, [before, [first], [second]])
      const other = orderOf(events, [before, [second], [first]])
      if (one !== null && other !== null) yield { first, second, schedules: [one, other] }
    }
  }
}

/** What a step is called: equal for pairs that need no second look. */
export function nameOf(event: Event): string {
  const step = event.previous?.next
  return step === undefined || typeof step === 'string' ? 'start' : step.skeleton || step.kind
}

function chainOf(last: Event): readonly Event[] {
  const chain: Event[] = []
  for (let event = last; event.previous !== null; event = event.previous) chain.push(event)
  return chain
}

function isBefore(one: Event, other: Event): boolean {
  return one !== other && (other.clock[one.actor] ?? 0) >= countOf(one)
}

/**
 * Whose turn it is, for an order that does these groups one after the other and then the rest. `null` where there is none:
 * a step that is let go on by another one cannot be put off.
 */
function orderOf(events: readonly Event[], groups: readonly (readonly Event[])[]): readonly number[] | null {
  const done = new Set<Event>()
  const schedule: number[] = []
  const isReady = (event: Event) => events.every((other) => done.has(other) || !isBefore(other, event))
  const doAll = (group: readonly Event[]) => {
    for (let isStuck = false; !isStuck;) {
      const next = group.find((event) => !done.has(event) && event.releasedBy === null && isReady(event))
      isStuck = next === undefined
      if (next === undefined) break
      done.add(next)
      schedule.push(next.actor)
      for (const freed of events) if (freed.releasedBy === next) done.add(freed)
    }
  }
  for (const group of groups) {
    doAll(group)
    if (group.some((event) => !done.has(event))) return null
  }
  doAll(events)
  return done.size === events.length ? schedule : null
}
