import type { Isolation, StepResult } from '@daylatch/race'

/** One statement of a simulated client. Rows are named `table.key`. */
export type Operation =
  | { readonly do: 'begin'; readonly isolation?: Isolation }
  | { readonly do: 'commit' | 'rollback' }
  | { readonly do: 'read' | 'lock'; readonly row: string }
  | { readonly do: 'sum'; readonly table: string }
  | { readonly do: 'write'; readonly row: string; readonly value: number }
  | { readonly do: 'add'; readonly row: string; readonly value: number }
  /** Adds where the sum of the table, as the statement's snapshot has it, is below the limit. */
  | {
      readonly do: 'addWhereSumBelow'
      readonly row: string
      readonly value: number
      readonly table: string
      readonly limit: number
    }
  /** Takes the first unlocked row of the table that holds 0, and writes 1 there. */
  | { readonly do: 'takeSkippingLocked'; readonly table: string }

/** What a statement gave: a number that was read, or the code of an error. */
export type Answer = { readonly value: number } | { readonly error: string }

interface Session {
  isOpen: boolean
  isFailed: boolean
  isolation: Isolation
  snapshot: ReadonlyMap<string, number> | null
  readonly writes: Map<string, number>
  readonly locks: Set<string>
}

interface Waiter {
  readonly session: number
  readonly row: string
  readonly go: () => Answer
}

/** What became of a statement that was sent. */
export interface Sent {
  readonly answer: Answer | null
  /** The session whose lock it waits for. */
  readonly waitsFor: number | null
}

/**
 * A database with row locks, snapshots, READ COMMITTED and REPEATABLE READ, that does what PostgreSQL does, in memory: a
 * statement that waits looks at its snapshot when it is sent and at the row when it gets the lock.
 */
export class SimulatedDatabase {
  readonly committed: Map<string, number>
  readonly #sessions: Session[]
  readonly #waiters: Waiter[] = []

  constructor(rows: Readonly<Record<string, number>>, sessions: number) {
    this.committed = new Map(Object.entries(rows))
    this.#sessions = Array.from({ length: sessions }, () => ({
      isOpen: false,
      isFailed: false,
      isolation: 'read committed',
      snapshot: null,
      writes: new Map(),
      locks: new Set(),
    }))
  }

  /** Sends a statement. One outside of a transaction stays uncommitted until `commit`. */
  send(number: number, operation: Operation): Sent {
    const session = this.#sessions[number] as Session
    if (session.isFailed && operation.do !== 'rollback' && operation.do !== 'commit') {
      return { answer: { error: '25P02' }, waitsFor: null }
    }
    if (operation.do === 'begin') {
      session.isOpen = true
      session.isolation = operation.isolation ?? 'read committed'
      return done(0)
    }
    if (operation.do === 'commit' || operation.do === 'rollback') {
      if (operation.do === 'commit' && !session.isFailed) {
        for (const [row, value] of session.writes) this.committed.set(row, value)
      }
      this.#reset(session)
      return done(0)
    }
    const view = this.#view(session)
    switch (operation.do) {
      case 'read':
        return done(view.get(operation.row) ?? 0)
      case 'sum':
        return done(sumOf(view, operation.table))
      case 'lock':
        return this.#lock(number, operation.row, () => ({ value: this.#current(session, operation.row) }))
      case 'write':
        return this.#lock(number, operation.row, () => this.#put(session, operation.row, operation.value))
      case 'add':
        return this.#lock(number, operation.row, () =>
          this.#put(session, operation.row, this.#current(session, operation.row) + operation.value),
        )
      case 'addWhereSumBelow': {
        if (sumOf(view, operation.table) >= operation.limit) return done(0)
        return this.#lock(number, operation.row, () =>
          this.#put(session, operation.row, this.#current(session, operation.row) + operation.value),
        )
      }
      case 'takeSkippingLocked': {
        const free = [...view]
          .filter(([row, value]) => row.startsWith(`${operation.table}.`) && value === 0)
          .map(([row]) => row)
          .toSorted()
          .find((row) => this.#holder(row, number) === null && this.#current(session, row) === 0)
        if (free === undefined) return done(0)
        return this.#lock(number, free, () => this.#put(session, free, 1))
      }
    }
  }

  /** Lets go on who waited for what is free now, in the order in which they came; gives their answers. */
  wake(): readonly { readonly session: number; readonly answer: Answer }[] {
    const woken: { session: number; answer: Answer }[] = []
    for (let index = 0; index < this.#waiters.length;) {
      const waiter = this.#waiters[index] as Waiter
      const isBehind = this.#waiters.slice(0, index).some(({ row }) => row === waiter.row)
      if (isBehind || this.#holder(waiter.row, waiter.session) !== null) {
        index++
        continue
      }
      this.#waiters.splice(index, 1)
      woken.push({ session: waiter.session, answer: this.#grant(waiter) })
      index = 0
    }
    return woken
  }

  #lock(number: number, row: string, go: () => Answer): Sent {
    const holder = this.#holder(row, number)
    const ahead = this.#waiters.findLast((waiter) => waiter.row === row)
    if (holder === null && ahead === undefined) {
      return { answer: this.#grant({ session: number, row, go }), waitsFor: null }
    }
    const blocker = holder ?? (ahead as Waiter).session
    if (this.#isWaitingFor(blocker, number)) {
      this.#fail(number)
      return { answer: { error: '40P01' }, waitsFor: blocker }
    }
    this.#waiters.push({ session: number, row, go })
    return { answer: null, waitsFor: blocker }
  }

  #grant({ session: number, row, go }: Waiter): Answer {
    const session = this.#sessions[number] as Session
    const isStale = session.snapshot !== null && session.snapshot.get(row) !== this.committed.get(row)
    if (isStale && !session.writes.has(row)) {
      this.#fail(number)
      return { error: '40001' }
    }
    session.locks.add(row)
    return go()
  }

  #isWaitingFor(from: number, target: number): boolean {
    if (from === target) return true
    const waiting = this.#waiters.find(({ session }) => session === from)
    if (waiting === undefined) return false
    const holder = this.#holder(waiting.row, from)
    return holder !== null && this.#isWaitingFor(holder, target)
  }

  #holder(row: string, except: number): number | null {
    const index = this.#sessions.findIndex((session, other) => other !== except && session.locks.has(row))
    return index === -1 ? null : index
  }

  #fail(number: number): void {
    const session = this.#sessions[number] as Session
    const { isOpen } = session
    this.#reset(session)
    session.isOpen = isOpen
    session.isFailed = isOpen
  }

  #reset(session: Session): void {
    Object.assign(session, { isOpen: false, isFailed: false, isolation: 'read committed', snapshot: null })
    session.writes.clear()
    session.locks.clear()
  }

  #view(session: Session): Map<string, number> {
    if (session.isOpen && session.isolation !== 'read committed') session.snapshot ??= new Map(this.committed)
    return new Map([...(session.snapshot ?? this.committed), ...session.writes])
  }

  #current(session: Session, row: string): number {
    return session.writes.get(row) ?? this.committed.get(row) ?? 0
  }

  #put(session: Session, row: string, value: number): Answer {
    session.writes.set(row, value)
    return { value }
  }
}

/** The result of a step as a trace has it. */
export function resultOf(answer: Answer): StepResult {
  if ('error' in answer) {
    return { rows: null, values: [], error: { code: answer.error, message: 'as it had to be' } }
  }
  return { rows: 1, values: [{ value: String(answer.value) }], error: null }
}

function done(value: number): Sent {
  return { answer: { value }, waitsFor: null }
}

function sumOf(view: ReadonlyMap<string, number>, table: string): number {
  let sum = 0
  for (const [row, value] of view) if (row.startsWith(`${table}.`)) sum += value
  return sum
}
