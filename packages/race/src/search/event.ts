import type { Effect } from '../footprint/effect.ts'
import type { Transactions } from '../footprint/transactions.ts'
import type { Step } from '../run/step.ts'

/** What an actor does after an event: its next step, nothing more, or it cannot go on before another lets it. */
export type Next = Step | 'ended' | 'waiting'

/**
 * Something that happened in an execution, told apart from everything else by all that had influence on it.
 *
 * Two events of different executions are one and the same where the actor did the same before, and where the same events of
 * others came before that could matter to it. Then its result is the same too: that is what the whole reduction rests on, and
 * `Unfolding.record` complains where it turns out otherwise.
 */
export interface Event {
  readonly id: number
  readonly actor: number
  /** The actor's event before, `null` for its beginning. */
  readonly previous: Event | null
  /** How many events of each actor had influence on it, itself among its own. */
  readonly clock: readonly number[]
  /** The last event of each actor that had influence on it; at its own place the one before it. */
  readonly past: readonly Event[]
  readonly effect: Effect
  /** The actor has begun, and done nothing yet. */
  readonly isStart: boolean
  /** A short text of what came of it, to see whether it comes of it again. */
  readonly outcome: string
  /** What its actor has open afterwards. */
  readonly transactions: Transactions
  next: Next
  /** The event that let it go on, of one that had waited. */
  readonly releasedBy: Event | null
  /** Events of waiting actors that it let go on, in every form that was seen. */
  readonly released: Event[]
}

/** How far each actor has come, by the last event of each. Whatever the order was in which they were done. */
export type Position = readonly Event[]

/** The name of a position: equal for executions that led to one and the same state. */
export function keyOf(position: Position): string {
  let key = ''
  for (const event of position) key += `${event.id},`
  return key
}

/** The event of the same actor that was its `count`-th. */
export function eventAt(last: Event, count: number): Event {
  let event = last
  while (countOf(event) > count && event.previous !== null) event = event.previous
  return event
}

/** The how-manieth event of its actor it is; 0 is the beginning. */
export function countOf(event: Event): number {
  return event.clock[event.actor] ?? 0
}
