import type { StepResult, Step } from '../run/step.ts'
import { type Effect, holdsOf, opaque, resourcesWith, silent } from './effect.ts'
import { type Footprint, nothing, union } from './footprint.ts'
import { deferredChecks, isTransactional, outside, serializableConflicts } from './resources.ts'

/** What one open transaction has done so far. */
interface Transaction {
  readonly touched: Footprint
  readonly hasSnapshot: boolean
  readonly isSerializable: boolean
  readonly hasSavepoint: boolean
}

/** The open transactions of one actor, by connection. Never changed: every event keeps its own. */
export type Transactions = ReadonlyMap<number | null, Transaction>

/** What is known of a step when its effect is asked for. */
export interface Occurrence {
  readonly step: Step
  readonly footprint: Footprint
  /** `null` for one that only begins to wait here. */
  readonly result: StepResult | null
  readonly hasWaited: boolean
  /** Whether a COMMIT of its own follows as a step: what it changed is not visible before. */
  readonly isSplit: boolean
}

const deadlockDetected = '40P01'

const fresh: Transaction = {
  touched: nothing,
  hasSnapshot: false,
  isSerializable: false,
  hasSavepoint: false,
}

/**
 * The effect of a step in its transaction, and what is open afterwards.
 *
 * A COMMIT publishes what the statements before it wrote. A statement that fails sets everything free at once, as
 * PostgreSQL does, and not at the ROLLBACK that follows.
 */
export function effectOf(occurrence: Occurrence, open: Transactions): readonly [Effect, Transactions] {
  const { step, result } = occurrence
  const transaction = open.get(step.connection) ?? fresh
  const isFailed = result !== null && result.error !== null
  switch (step.kind) {
    case 'start':
      return [silent, open]
    case 'point':
    case 'call':
      return [{ ...silent, holds: new Map([[outside, 'exclusive']]) }, open]
    case 'begin':
      return [silent, result === null || isFailed ? open : replaced(open, step, fresh)]
    case 'commit':
    case 'rollback': {
      const doesPublish = step.kind === 'commit' && !isFailed
      const end = { ...endOf(transaction, doesPublish), isWaiting: isQueued(occurrence) }
      if (result === null) return [end, open]
      return [end, isToSavepoint(step) ? open : replaced(open, step, null)]
    }
    case 'statement':
      return statement(occurrence, open, transaction, isFailed)
  }
}

function statement(
  occurrence: Occurrence,
  open: Transactions,
  before: Transaction,
  isFailed: boolean,
): readonly [Effect, Transactions] {
  const { step, footprint, isSplit, result } = occurrence
  const isSerializable = step.isolation === 'serializable'
  const stays = step.inTransaction || isSplit
  const after: Transaction = {
    touched: union(before.touched, footprint),
    hasSnapshot: before.hasSnapshot || footprint.accesses.size > 0 || footprint.isUnknown,
    isSerializable: before.isSerializable || isSerializable,
    hasSavepoint: before.hasSavepoint || /^\s*savepoint\b/iu.test(step.text),
  }
  const own: Effect = {
    sees:
      step.isolation === 'read committed'
        ? resourcesWith(footprint, 'read')
        : before.hasSnapshot
          ? new Set()
          : 'all',
    holds: isSerializable ? holdsOf(footprint).set(serializableConflicts, 'exclusive') : holdsOf(footprint),
    publishes: new Set(),
    isUnknown: footprint.isUnknown,
    isWaiting: isQueued(occurrence),
  }
  if (result === null) return [own, open]
  if (isFailed) {
    const effect = together(own, endOf(after, false))
    return [effect, step.inTransaction ? replaced(open, step, before.hasSavepoint ? after : fresh) : open]
  }
  return stays ? [own, replaced(open, step, after)] : [together(own, endOf(after, true)), open]
}

/** The end of a transaction: it sets free what it held, and shows what it wrote. */
function endOf(transaction: Transaction, doesPublish: boolean): Effect {
  const { touched, isSerializable } = transaction
  if (touched.isUnknown || touched.accesses.has(deferredChecks)) return opaque
  const holds = holdsOf(touched)
  if (isSerializable) holds.set(serializableConflicts, 'exclusive')
  const written = doesPublish ? [...resourcesWith(touched, 'write')].filter(isTransactional) : []
  return { ...silent, holds, publishes: new Set(written) }
}

function together(one: Effect, other: Effect): Effect {
  return {
    sees: one.sees,
    holds: new Map([...one.holds, ...other.holds]),
    publishes: new Set([...one.publishes, ...other.publishes]),
    isUnknown: one.isUnknown || other.isUnknown,
    isWaiting: one.isWaiting || other.isWaiting,
  }
}

/** It stood in the queue here: it still does, or it was taken out of it at once to end a deadlock. */
function isQueued(occurrence: Occurrence): boolean {
  const { result, hasWaited } = occurrence
  if (result === null) return true
  return result.error !== null && (hasWaited || result.error.code === deadlockDetected)
}

function isToSavepoint(step: Step): boolean {
  return /^\s*rollback\s+(?:work\s+|transaction\s+)?to\b/iu.test(step.text)
}

function replaced(open: Transactions, step: Step, transaction: Transaction | null): Transactions {
  const next = new Map(open)
  if (transaction === null) next.delete(step.connection)
  else next.set(step.connection, transaction)
  return next
}
