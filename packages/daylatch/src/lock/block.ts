import type { DaylatchError } from '../errors.ts'
import type { AfterCommit } from './after-commit.ts'

/** A caller's block, as the transactions see it: all rows, the connection, and where to leave callbacks. */
export type Block<Row, Tx, T> = (
  rows: readonly Row[],
  tx: Tx,
  afterCommit: AfterCommit | null,
) => T | Promise<T>

/** What came of it: the block's value, or what kept the lock from being taken. Errors of the block are thrown. */
export type LockOutcome<T> =
  { readonly acquired: true; readonly value: T } | { readonly acquired: false; readonly error: DaylatchError }
