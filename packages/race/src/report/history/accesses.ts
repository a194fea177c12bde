import type { TraceEntry } from '../../run/run.ts'
import type { Reading } from '../sql/reading.ts'
import { statementIn } from '../sql/statement.ts'
import type { Writing } from '../sql/writing.ts'
import { doneAt, transactionsOf } from './transactions.ts'
import type { Transaction } from './transactions.ts'

interface Access {
  /** Index in the trace. */
  readonly entry: number
  readonly actor: number
  readonly transaction: Transaction
  readonly table: string
}

/** One look at a table. */
export interface Read extends Access {
  readonly reading: Reading
  /** What had committed by then is what it saw of rows that were there; a lock that waited looks at them again. */
  readonly sawAt: number
  /** The same of rows that are new: these it looks for once, when it begins. */
  readonly lookedAt: number
}

/** One change of a table. */
export interface Write extends Access {
  readonly writing: Writing
  readonly doneAt: number
}

/** All that a run's statements did to tables, as far as their text tells. */
export interface History {
  readonly trace: readonly TraceEntry[]
  readonly transactions: readonly Transaction[]
  readonly reads: readonly Read[]
  readonly writes: readonly Write[]
}

/** Reads a run. A statement that failed did nothing. */
export function historyOf(trace: readonly TraceEntry[]): History {
  const transactions = transactionsOf(trace)
  const reads: Read[] = []
  const writes: Write[] = []
  trace.forEach(({ step, result }, entry) => {
    const transaction = transactions.find(({ entries }) => entries.includes(entry))
    if (step.kind !== 'statement' || transaction === undefined || result.error !== null) return
    const { readings, writings } = statementIn(step)
    const common = { entry, actor: step.actor, transaction }
    const done = doneAt(trace, entry)
    for (const reading of readings) {
      const lookedAt = transaction.isolation === 'read committed' ? entry : transaction.beganAt
      const isLooked = lookedAt === entry && (reading.lock !== null || reading.isOwnTarget)
      // A lock, or the row that a statement itself changes, is read again when the wait for it is over; all else is not.
      const sawAt = isLooked ? done : lookedAt
      reads.push({ ...common, table: reading.table, reading, sawAt, lookedAt })
    }
    // What changed no row at all is a look that found nothing.
    if (result.rows === 0) return
    for (const writing of writings) writes.push({ ...common, table: writing.table, writing, doneAt: done })
  })
  return { trace, transactions, reads, writes }
}

/** Whether a write may have to do with rows that a read looked at, by table and by what both fix. */
export function touches(read: Read, write: Write): boolean {
  if (read.table !== write.table) return false
  const { equals, sets, verb } = write.writing
  return [...read.reading.equals].every(([column, value]) => {
    const known = equals.get(column)
    // An UPDATE of the very column may bring a row in, or take it out.
    if (verb !== 'insert' && sets.has(column)) return true
    return known === undefined || known === value
  })
}

/** Whether two writes may be of one row. Two INSERTs never are. */
export function overlap(one: Write, other: Write): boolean {
  if (one.table !== other.table) return false
  if (one.writing.verb === 'insert' || other.writing.verb === 'insert') return false
  return [...one.writing.equals].every(([column, value]) => {
    const known = other.writing.equals.get(column)
    return known === undefined || known === value
  })
}

/** Whether a read saw a write: it had committed before. */
export function saw(read: Read, write: Write): boolean {
  const { committedAt } = write.transaction
  const at = write.writing.verb === 'insert' ? read.lookedAt : read.sawAt
  return committedAt !== null && committedAt < at
}

/** Whether a read missed a write that became valid, then or later: what it knew grew old. */
export function missed(read: Read, write: Write): boolean {
  return (
    read.actor !== write.actor &&
    write.transaction.committedAt !== null &&
    touches(read, write) &&
    !saw(read, write)
  )
}
