import { atomically } from '../drivers/atomically.ts'
import type { Database, Session } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { badOption } from '../errors.ts'
import { isTrue } from '../rows.ts'
import { retainStatements } from './retain-statements.ts'
import { inSnapshot } from './snapshot.ts'
import { countSubjects, nextRange, type SubjectRange } from './subject-ranges.ts'

export interface RetainOptions {
  /** What was over before this time may go. */
  readonly before: Date
  /** Told after every range of subjects. `total` is an estimate made at the start. */
  readonly onProgress?: (done: number, total: number) => void
  /**
   * Allows a `before` within the last 62 days. Only where no action has make-ups that reach so far: a claim that is gone
   * looks like a missed period, and a dropped make-up like an allowance that is left.
   * @default false
   */
  readonly evenRecent?: boolean
  /**
   * Counts what would be dropped: drops it and takes that back, range by range.
   * @default false
   */
  readonly dryRun?: boolean
}

/** How many rows were dropped. */
export interface Retained {
  readonly claims: number
  /** With their events and receipts. */
  readonly effects: number
  readonly entries: number
  readonly reservations: number
  readonly keys: number
}

const RECENT_DAYS = 62

/** Subjects per transaction. */
const RANGE_SIZE = 50

/** What is dropped is old and nobody's to wait for; somebody's long transaction is no reason to fail after a moment. */
const LOCK_TIMEOUT_MS = 10_000

/**
 * Drops what is old, in bounded transactions, while claims and spends go on. Sums stay: each account gets a checkpoint
 * first, with the balance that its dropped entries made, and `verify` goes on from there.
 *
 * Never dropped: claims of the period `ever`, the claim that a latch names and those that a live key stands for, with
 * their entries; effects that are not through, with all of their claims; held reservations; settled reservations that have a key; keys that are alive. An interrupted run has
 * done a part, and can be repeated.
 *
 * `before` has to lie before the oldest period that can still be made up.
 *
 * @throws {DaylatchError} BAD_OPTION, CONNECTION_LOST, LOCK_TIMEOUT, SCHEMA_MISSING, DATABASE
 */
export async function retain(db: Database, options: RetainOptions): Promise<Retained> {
  const { before, onProgress, evenRecent = false, dryRun = false } = options
  if (!(before instanceof Date) || Number.isNaN(before.getTime()))
    throw badOption('before', 'a valid Date', before)
  if (typeof evenRecent !== 'boolean') throw badOption('evenRecent', 'true or false', evenRecent)
  if (db.isJoined) throw badOption('db', 'a pool; it takes many short transactions', 'a client')
  const total = await inSnapshot(db, async (session) => {
    await assertOld(session, before, evenRecent)
    return await countSubjects(session, '')
  })
  const sum = { claims: 0, effects: 0, entries: 0, reservations: 0, keys: 0 }
  let done = 0
  for (let after = ''; ;) {
    const range = await ask(db, async (session) => await nextRange(session, after, RANGE_SIZE))
    if (range === undefined) return sum
    if (dryRun) add(sum, await pretend(db, range, before))
    else while (add(sum, await dropSome(db, range, before)));
    done += range.subjects
    onProgress?.(done, Math.max(total, done))
    after = range.upTo
  }
}

async function assertOld(session: Session, before: Date, evenRecent: boolean): Promise<void> {
  const { rows } = await session.query({
    text: `select $1::timestamptz > daylatch.clock() as is_ahead,
      $1::timestamptz > daylatch.clock() - interval '${RECENT_DAYS} days' as is_recent`,
    values: [before.toISOString()],
  })
  const [row] = rows
  if (row === undefined || isTrue(row, 'is_ahead')) throw badOption('before', 'in the past', before)
  if (!evenRecent && isTrue(row, 'is_recent'))
    throw badOption('before', `more than ${RECENT_DAYS} days ago, or \`evenRecent\` to be true`, before)
}

/** What one pass over a range has done, checkpoints moved on included. */
type Pass = Retained & { readonly checkpoints: number }

/** @returns whether there may be more to drop */
function add(sum: { -readonly [Name in keyof Retained]: number }, pass: Pass): boolean {
  for (const name of ['claims', 'effects', 'entries', 'reservations', 'keys'] as const)
    sum[name] += pass[name]
  return pass.checkpoints + pass.claims + pass.effects + pass.entries + pass.reservations > 0
}

/** One transaction over a range. */
async function dropSome(db: Database, range: SubjectRange, before: Date): Promise<Pass> {
  return await atomically(db, { lockTimeoutMs: LOCK_TIMEOUT_MS }, async (session) => {
    return await onePass(session, range, before)
  })
}

/** All passes over a range in one transaction that is undone. */
async function pretend(db: Database, range: SubjectRange, before: Date): Promise<Pass> {
  const sum = { claims: 0, effects: 0, entries: 0, reservations: 0, keys: 0, checkpoints: 0 }
  try {
    await atomically(db, { lockTimeoutMs: LOCK_TIMEOUT_MS }, async (session) => {
      while (add(sum, await onePass(session, range, before)));
      throw new Undone()
    })
  } catch (error) {
    if (!(error instanceof Undone)) throw error
  }
  return sum
}

/** Ends a dry run's transaction. */
class Undone extends Error {
  override readonly name: string = 'Undone'
}

async function onePass(session: Session, range: SubjectRange, before: Date): Promise<Pass> {
  const bounds = [range.after, range.upTo]
  const run = async (name: keyof typeof retainStatements): Promise<number> => {
    const { text, isDated } = retainStatements[name]
    const values = isDated ? [...bounds, before.toISOString()] : bounds
    return (await session.query({ name: `daylatch_retain_${name}`, text, values })).rows.length
  }
  const checkpoints = await run('checkpoints')
  const effectClaims = await run('effectClaims')
  return {
    checkpoints,
    effects: await run('effects'),
    claims: effectClaims + (await run('claims')),
    entries: await run('entries'),
    reservations: await run('reservations'),
    keys: await run('keys'),
  }
}
