import { effectOf } from '../footprint/transactions.ts'
import { type Footprints, unknown } from '../footprint/footprint.ts'
import type { Run, TraceEntry } from '../run/run.ts'
import type { Event, Next, Position } from './event.ts'
import type { Unfolding } from './unfolding.ts'

/** A run as events. */
export interface RecordedRun {
  /** Positions before each decision, and the one at the end. */
  readonly positions: readonly Position[]
  /** The event that each decision led to. */
  readonly events: readonly Event[]
  /** Decisions at which an actor that had a step to do could not do it, for a reason that the database does not know. */
  readonly hidden: readonly { readonly decision: number; readonly actor: number }[]
}

/**
 * Adds the events of a run to what is known.
 *
 * A step that waits is two events: it takes its place in the queue, with the snapshot that it has by then, where it was
 * chosen; and it is done where the lock was set free.
 */
export function recordRun(run: Run, unfolding: Unfolding, footprints: Footprints | undefined): RecordedRun {
  const trace = withOwnConnections(run.trace)
  const following = followingSteps(trace)
  for (const [actor, beginning] of unfolding.beginning.entries()) {
    beginning.next = trace.find(({ step }) => step.actor === actor)?.step ?? 'ended'
  }
  let position = unfolding.beginning
  const positions: Position[] = []
  const events: Event[] = []
  const hidden: { decision: number; actor: number }[] = []
  const add = (index: number, isDone: boolean, releasedBy: Event | null): Event => {
    const entry = trace[index] as TraceEntry
    const { actor, connection } = entry.step
    const next = following[index] ?? null
    const isSplit = next !== null && next.isImplicit && next.connection === connection
    const [effect, transactions] = effectOf(
      {
        step: entry.step,
        footprint: footprints?.of(entry.step) ?? unknown,
        result: isDone ? entry.result : null,
        hasWaited: entry.waitedFor.length > 0,
        isSplit,
      },
      (position[actor] as Event).transactions,
    )
    const after: Next = isDone ? (next ?? 'ended') : 'waiting'
    const outcome = isDone ? outcomeOf(entry) : 'waits'
    const event = unfolding.record(position, {
      actor,
      effect,
      isStart: entry.step.kind === 'start',
      outcome,
      transactions,
      next: after,
      releasedBy,
    })
    position = position.map((last, index) => (index === actor ? event : last))
    return event
  }
  for (const [index, entry] of trace.entries()) {
    positions.push(position)
    for (const [actor, last] of position.entries()) {
      if (typeof last.next !== 'string' && !entry.enabled.includes(actor))
        hidden.push({ decision: index, actor })
    }
    const event = add(index, entry.doneAfter === index, null)
    events.push(event)
    for (let earlier = 0; earlier < index; earlier++) {
      if (trace[earlier]?.doneAfter === index) add(earlier, true, event)
    }
  }
  positions.push(position)
  return { positions, events, hidden }
}

/**
 * Connections numbered for each actor by itself. A run numbers them by the order in which they are first used, which differs
 * between orders that are equivalent.
 */
function withOwnConnections(trace: readonly TraceEntry[]): readonly TraceEntry[] {
  const numbers = new Map<number, Map<number, number>>()
  return trace.map((entry) => {
    const { actor, connection } = entry.step
    if (connection === null) return entry
    const own = numbers.get(actor) ?? new Map<number, number>()
    numbers.set(actor, own)
    const number = own.get(connection) ?? own.size
    own.set(connection, number)
    return { ...entry, step: { ...entry.step, connection: number } }
  })
}

/** The next step of the same actor, by entry. */
function followingSteps(trace: readonly TraceEntry[]): readonly (TraceEntry['step'] | undefined)[] {
  const upcoming = new Map<number, TraceEntry['step']>()
  const following: (TraceEntry['step'] | undefined)[] = []
  for (const [index, { step }] of [...trace.entries()].toReversed()) {
    following[index] = upcoming.get(step.actor)
    upcoming.set(step.actor, step)
  }
  return following
}

function outcomeOf({ result }: TraceEntry): string {
  if (result.error !== null) return `error ${result.error.code}`
  return result.rows === null ? 'done' : `${result.rows} ${result.rows === 1 ? 'row' : 'rows'}`
}
