import { AsyncLocalStorage } from 'node:async_hooks'
import type { Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import type { AfterCommit } from './after-commit.ts'
import type { LockReport } from './report.ts'

/** What a running lock is to the locks inside its block. */
export interface LockPlace {
  /** The pool, or the caller's client. */
  readonly source: object
  readonly session: Session
  /** `null` in a transaction of the caller's: its commit is not ours to see. */
  readonly afterCommit: AfterCommit | null
  readonly report: (report: LockReport) => void
}

/** A lock whose block is running: a transaction that a lock inside the block can join. */
export class HeldLock {
  readonly place: LockPlace
  readonly outer: HeldLock | undefined
  /** Locks inside the block that are running now. */
  inner = 0
  /** The block has ended. What it left running must not join any more: the connection may be somebody else's by then. */
  isOver = false

  constructor(place: LockPlace, outer: HeldLock | undefined) {
    this.place = place
    this.outer = outer
  }
}

const held = new AsyncLocalStorage<HeldLock | undefined>()

/**
 * Runs a block so that everything it starts, however deep, can find the lock it runs under.
 *
 * @throws {DaylatchError} MISSING_AWAIT when the block ends while a lock inside it still runs
 */
export async function runHolding<T>(place: LockPlace, block: () => Promise<T>): Promise<T> {
  const lock = new HeldLock(place, held.getStore())
  try {
    const value = await held.run(lock, block)
    if (lock.inner === 0) return value
  } finally {
    lock.isOver = true
  }
  throw new DaylatchError(
    'MISSING_AWAIT',
    'A lock inside the block is still running. Await it before the block ends.',
  )
}

/** Runs something that belongs to no lock any more, such as a callback after the commit. */
export function runWithoutLocks<T>(block: () => T): T {
  return held.run(undefined, block)
}

/** The innermost running lock whose transaction is on `source`, be it the pool or the very connection. */
export function findHeld(source: object): HeldLock | undefined {
  for (let lock = held.getStore(); lock !== undefined; lock = lock.outer) {
    const { place, isOver } = lock
    if (!isOver && (place.source === source || place.session.tx === source)) return lock
  }
  return undefined
}
