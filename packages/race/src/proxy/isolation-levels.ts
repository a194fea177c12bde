import type { Isolation } from './gate.ts'
import type { Shape } from './shape.ts'

/** Follows, by the statements that went through, which level a connection's transactions have. */
export class IsolationLevels {
  session: Isolation
  #transaction: Isolation | null = null

  constructor(session: Isolation) {
    this.session = session
  }

  /** Of the transaction that a statement of this shape stands in or begins. */
  at(shape: Shape): Isolation {
    const { isolation } = shape
    return (isolation?.scope === 'transaction' ? isolation.level : this.#transaction) ?? this.session
  }

  /** After the statement succeeded; `isInTransaction` says whether one is open now. */
  note({ isolation, kind }: Shape, isInTransaction: boolean): void {
    if (isolation?.scope === 'session') this.session = isolation.level
    if (!isInTransaction || kind === 'commit' || kind === 'rollback') this.#transaction = null
    else if (isolation !== null && isolation.scope === 'transaction') this.#transaction = isolation.level
  }
}
