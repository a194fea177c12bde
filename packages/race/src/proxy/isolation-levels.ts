import type { Isolation } from './gate.ts'
import type { Shape } from './shape.ts'

/** Follows, by the statements that went through, which level a connection's transactions have. */
export class IsolationLevels {
  session: Isolation
  /** A statement of the open transaction has looked at the data. */
  hasSnapshot = false
  #transaction: Isolation | null = null

  constructor(session: Isolation) {
    this.session = session
  }

  /** Of the transaction that a statement of this shape stands in or begins. */
  at(shape: Shape): Isolation {
    const { isolation } = shape
    return (isolation?.scope === 'transaction' ? isolation.level : this.#transaction) ?? this.session
  }

  /** Whether a statement of this shape fixes what its whole transaction will see. */
  takesSnapshot(shape: Shape, isInTransaction: boolean): boolean {
    return isInTransaction && !this.hasSnapshot && shape.canSplit && this.at(shape) !== 'read committed'
  }

  /** After the statement succeeded; `isInTransaction` says whether one is open now. */
  note({ isolation, kind, canSplit }: Shape, isInTransaction: boolean): void {
    this.hasSnapshot = isInTransaction && kind === 'statement' && (canSplit || this.hasSnapshot)
    if (isolation?.scope === 'session') this.session = isolation.level
    if (!isInTransaction || kind === 'commit' || kind === 'rollback') this.#transaction = null
    else if (isolation !== null && isolation.scope === 'transaction') this.#transaction = isolation.level
  }
}
