import type { TraceEntry } from '../../run/run.ts'
import type { History } from '../history/accesses.ts'
import { statementIn } from '../sql/statement.ts'
import type { Statement } from '../sql/statement.ts'
import { rowsOf } from '../words/accesses.ts'
import { letterOf } from '../../config/name-of.ts'

/** Two actors, each of which holds what the other one wants. Indexes are those of the trace. */
export interface Deadlock {
  readonly victim: Side
  readonly other: Side
}

interface Side {
  readonly actor: number
  /** Where it took what the other one waits for. */
  readonly holds: number
  /** Where it waits. */
  readonly wants: number
}

/** The deadlock that PostgreSQL ended; `null` where there was none, or where more than two were in the ring. */
export function deadlockOf(history: History): Deadlock | null {
  const { trace } = history
  const wanted = trace.findIndex(({ result }) => result.error?.code === '40P01')
  const victim = trace[wanted]
  if (victim === undefined) return null
  const waits = partnerOf(history, wanted, victim)
  const other = trace[waits]
  if (other === undefined) return null
  const held = takenBy(history, victim.step.actor, wanted, other)
  const heldByOther = takenBy(history, other.step.actor, waits, victim)
  if (held === null || heldByOther === null) return null
  return {
    victim: { actor: victim.step.actor, holds: held, wants: wanted },
    other: { actor: other.step.actor, holds: heldByOther, wants: waits },
  }
}

/**
 * The statement of another that waited for the victim. Often it did not wait long enough to be seen waiting: then it is the
 * last one that touches what the victim has.
 */
function partnerOf({ trace }: History, wanted: number, victim: TraceEntry): number {
  const { actor } = victim.step
  const until = Math.max(wanted, victim.doneAfter)
  const others = trace.flatMap(({ step }, entry) =>
    step.actor !== actor && step.kind === 'statement' && entry <= until ? [entry] : [],
  )
  const held = trace.filter(({ step }, entry) => step.actor === actor && entry < wanted).map(target)
  const waiting = others.findLast((entry) => trace[entry]?.waitedFor.includes(actor))
  return (
    waiting ?? others.findLast((entry) => takes(trace[entry]) && held.includes(target(trace[entry]))) ?? -1
  )
}

/** The row that a statement locks or changes, in words. */
export function target(entry: TraceEntry | undefined): string {
  const { writings, readings } = statement(entry)
  const one = writings[0] ?? readings.find(({ lock }) => lock !== null) ?? readings[0]
  return one === undefined ? 'a lock' : rowsOf(one)
}

export function deadlockSentence({ trace }: History, { victim, other }: Deadlock): string {
  const sides = [victim, other].toSorted((one, two) => one.actor - two.actor)
  const each = sides.map(
    (side) =>
      `${letterOf(side.actor)} holds ${target(trace[side.holds])} and wants ${target(trace[side.wants])}`,
  )
  return `${each.join(', ')}: each waits for the other, and PostgreSQL ends the transaction of ${letterOf(victim.actor)} with an error.`
}

/** The statement of an actor's open transaction that took the rows which `waiting` waits for. */
function takenBy({ trace }: History, actor: number, before: number, waiting: TraceEntry): number | null {
  const wants = target(waiting)
  const own = trace.flatMap(({ step, result }, entry) =>
    entry < before && step.actor === actor && step.kind === 'statement' && result.error === null
      ? [entry]
      : [],
  )
  const exact = own.findLast((entry) => target(trace[entry]) === wants && takes(trace[entry]))
  return exact ?? own.findLast((entry) => takes(trace[entry])) ?? null
}

function takes(entry: TraceEntry | undefined): boolean {
  const { writings, readings } = statement(entry)
  return writings.length > 0 || readings.some(({ lock }) => lock !== null)
}

function statement(entry: TraceEntry | undefined): Statement {
  return entry === undefined ? { readings: [], writings: [] } : statementIn(entry.step)
}
