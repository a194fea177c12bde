import type { TraceEntry } from '../../run/run.ts'
import type { Isolation } from '../../run/step.ts'

/** One transaction of a run; an autocommit statement is one too. */
export interface Transaction {
  readonly actor: number
  /** Among those of its actor, from 0. */
  readonly number: number
  readonly isolation: Isolation
  /** The statements came between BEGIN and its end. */
  readonly isExplicit: boolean
  readonly entries: readonly number[]
  /** When its first statement was sent: what REPEATABLE READ sees ever after. */
  readonly beganAt: number
  /** When others could see it; `null` where nobody ever could. */
  readonly committedAt: number | null
  /** The entry that ended it. */
  readonly endedBy: number
}

/**
 * When an entry was done, on one time line for the whole run: its own index, or, where it waited, shortly after the entry
 * that let it go on.
 */
export function doneAt(trace: readonly TraceEntry[], index: number): number {
  const after = trace[index]?.doneAfter ?? index
  return after <= index ? index : after + 0.5 + index / (4 * trace.length)
}

interface Open {
  readonly actor: number
  readonly isExplicit: boolean
  readonly entries: number[]
}

/** Transactions in the order of their first entries. Connections of one actor are kept apart. */
export function transactionsOf(trace: readonly TraceEntry[]): readonly Transaction[] {
  const open = new Map<string, Open>()
  const all: Open[] = []
  trace.forEach(({ step }, index) => {
    if (step.connection === null || step.kind === 'start') return
    const key = `${step.actor} ${step.connection}`
    const running = open.get(key)
    const isOver = running !== undefined && !running.isExplicit && !step.isImplicit
    if (running === undefined || isOver) {
      const isExplicit = step.kind === 'begin' || step.inTransaction
      open.set(key, { actor: step.actor, isExplicit, entries: [index] })
      all.push(open.get(key) as Open)
    } else running.entries.push(index)
    if (step.kind === 'commit' || step.kind === 'rollback') open.delete(key)
  })
  return all.map((one) => closed(trace, all, one))
}

function closed(trace: readonly TraceEntry[], all: readonly Open[], one: Open): Transaction {
  const steps = one.entries.map((entry) => ({ entry, ...(trace[entry] as TraceEntry) }))
  const statements = steps.filter(({ step }) => step.kind === 'statement')
  const last = steps.at(-1) as (typeof steps)[number]
  const isFailed = steps.some(({ result }) => result.error !== null)
  const isEnded = !one.isExplicit || last.step.kind === 'commit'
  return {
    actor: one.actor,
    number: all.filter(({ actor }) => actor === one.actor).indexOf(one),
    isolation: (statements[0] ?? last).step.isolation,
    isExplicit: one.isExplicit,
    entries: one.entries,
    beganAt: (statements[0] ?? last).entry,
    committedAt: isFailed || !isEnded ? null : doneAt(trace, last.entry),
    endedBy: last.entry,
  }
}
