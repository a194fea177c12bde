import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { atomically } from '../drivers/atomically.ts'
import type { Database, Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import { type ClaimName, findCommitted } from './look-up.ts'

export interface OwnCommitOptions {
  /** Whose claim it is, where the attempt does not say. */
  readonly subject: string
  readonly lockTimeoutMs: number
  /** How long a lost answer is looked for, and the attempt repeated. */
  readonly patienceMs: number
}

/** What an attempt came to, and the id of the claim that decided: its own, or the one in its way. */
export interface Decided<T> {
  readonly claimId: string
  /** Whose claim that is, in an attempt that claims for several. */
  readonly subject?: string
  readonly value: T
}

const PAUSE_MS = 50

/**
 * Runs a transaction that makes a claim, with a new id for the claim each time.
 *
 * When the answer to a COMMIT is lost, the claim is looked up by its id: what is committed counts, with the value that
 * its attempt had. "Not there" is no proof, for the commit may be on its way. So the attempt is repeated: it waits for
 * that commit at the latch, and then the claim in its way is its own.
 *
 * Inside a caller's transaction there is one attempt, and nothing to look up.
 */
export async function withOwnCommit<T, Tx>(
  db: Database<Tx>,
  { subject, lockTimeoutMs, patienceMs }: OwnCommitOptions,
  attempt: (session: Session<Tx>, claimId: string) => Promise<Decided<T>>,
): Promise<T> {
  /** Values of the attempts whose COMMIT was sent and not answered, by the id of the claim. */
  const sent = new Map<string, { readonly subject: string; readonly value: T }>()
  const deadline = performance.now() + patienceMs
  for (;;) {
    const run: { decided?: Decided<T> } = {}
    let trouble: unknown
    try {
      const { claimId, value } = await atomically(
        db,
        { lockTimeoutMs, subjects: [subject] },
        async (session) => {
          delete run.decided
          return (run.decided = await attempt(session, randomUUID()))
        },
      )
      if (!sent.has(claimId)) return value
    } catch (error) {
      trouble = error
      if (run.decided !== undefined && !db.isJoined && isLost(error)) {
        const { claimId, value } = run.decided
        sent.set(claimId, { subject: run.decided.subject ?? subject, value })
      }
      if (sent.size === 0) throw error
    }
    const claimId = await lookUp(
      db,
      [...sent].map(([id, { subject: whose }]) => ({ subject: whose, id })),
    )
    const committed = claimId === undefined ? undefined : sent.get(claimId)
    if (committed !== undefined) return committed.value
    if (trouble !== undefined && !isLost(trouble)) throw afterAll(trouble)
    if (performance.now() > deadline) throw unknownOutcome(trouble)
    await pause(PAUSE_MS)
  }
}

/** Only an attempt that had the latch knows that the ones before it are undone. Failures of ours may come before that. */
function afterAll(trouble: unknown): unknown {
  return trouble instanceof DaylatchError ? unknownOutcome(trouble) : trouble
}

async function lookUp(db: Database, claims: readonly ClaimName[]): Promise<string | undefined> {
  try {
    return await findCommitted(db, claims)
  } catch (error) {
    if (isLost(error)) return undefined
    throw unknownOutcome(error)
  }
}

function isLost(error: unknown): boolean {
  return error instanceof DaylatchError && error.code === 'CONNECTION_LOST'
}

function unknownOutcome(cause?: unknown): DaylatchError {
  return new DaylatchError(
    'CONNECTION_LOST',
    'An attempt was sent and its outcome is not known. Claim again: `already` may show its own record.',
    cause === undefined ? {} : { cause },
  )
}
