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

const held = new AsyncLocalStorage<HeldLock | undefined>()

/** A lock whose block is running: a transaction that a lock inside the block can join. */
export class HeldLock {
  readonly place: LockPlace
  readonly outer: HeldLock | undefined = held.getStore()
  /** Locks inside the block that are running now. */
  inner = 0
  /** The block has ended. What it left running must not join any more: the connection may be somebody else's by then. */
  isOver = false

  constructor(place: LockPlace) {
    this.place = place
  }

  /**
   * Runs a block so that everything it starts, however deep, can find the lock it runs under. To be left when it ends.
   *
   * Not asynchronous itself, for the sake of speed: each promise costs as soon as `AsyncLocalStorage` is in use.
   */
  run<T>(block: () => T): T {
    return held.run(this, block)
  }

  /** The block has ended, one way or the other. */
  leave(): void {
    this.isOver = true
  }

  /** @throws {DaylatchError} MISSING_AWAIT when the block has ended while a lock inside it still runs */
  assertAlone(): void {
    if (this.inner === 0) return
    throw new DaylatchError(
      'MISSING_AWAIT',
      'A lock inside the block is still running. Await it before the block ends.',
    )
  }
}

/** Runs something that belongs to no lock any more, such as a callback after the commit. */
export function runWithoutLocks<T>(block: () => T): T {
  return held.run(undefined, block)
}

/** Whether this runs inside the block of a lock, whatever its pool. */
export function isInsideLock(): boolean {
  for (let lock = held.getStore(); lock !== undefined; lock = lock.outer) if (!lock.isOver) return true
  return false
}

/** The innermost running lock whose transaction is on `source`, be it the pool or the very connection. */
export function findHeld(source: object): HeldLock | undefined {
  for (let lock = held.getStore(); lock !== undefined; lock = lock.outer) {
    const { place, isOver } = lock
    if (!isOver && (place.source === source || place.session.tx === source)) return lock
  }
  return undefined
}
