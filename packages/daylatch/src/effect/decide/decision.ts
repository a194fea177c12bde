import { atomically } from '../../drivers/atomically.ts'
import type { Database, Session } from '../../drivers/database.ts'
import { assertName, assertText } from '../../options.ts'
import { effectColumns, type EffectRecord, toEffectRecord } from '../effect-record.ts'
import { applyMoves } from '../moves/apply-moves.ts'
import type { Move } from '../moves/move.ts'
import { assertEffectId } from '../read/effect-id.ts'
import { releaseClaims } from '../release-claims.ts'

/** Who decides, and why. */
export interface DecisionOptions {
  /** Whoever decided, by his id. */
  readonly actor: string
  /** One word, which the effect carries as its `reason` until its next move. */
  readonly reason: string
  /** What he says about it; kept in the history, in the event's `detail`. */
  readonly note?: string
}

/**
 * What became of a decision. `refused`: the effect stands where this cannot be decided, and `effect` says where;
 * `absent`: there is none of that id.
 */
export type Decision<Done extends string> =
  | { readonly status: Done; readonly effect: EffectRecord }
  | { readonly status: 'refused'; readonly effect: EffectRecord }
  | { readonly status: 'absent' }

/** How long a decision waits for whoever moves the same effect. */
export const LOCK_TIMEOUT_MS = 5000

/** @throws {DaylatchError} BAD_OPTION */
export function assertDecision(id: unknown, { actor, reason, note }: DecisionOptions): void {
  assertEffectId('id', id)
  assertName('actor', actor)
  assertName('reason', reason)
  if (note !== undefined) assertText('note', note)
}

export function detailOf({ note }: DecisionOptions): { readonly note?: string } {
  return note === undefined ? {} : { note }
}

const readStatement = {
  name: 'daylatch_effect_decided_on',
  text: `select ${effectColumns} from daylatch.effect e where e.effect_id = $1::uuid limit 1`,
}

/** The effect as this transaction sees it: after a move of ours, with that move. */
export async function readEffect(session: Session, id: string): Promise<EffectRecord | null> {
  const { rows } = await session.query({ ...readStatement, values: [id] })
  return rows[0] === undefined ? null : toEffectRecord(rows[0])
}

/**
 * Runs a decision in one transaction: the caller's, or one of its own.
 *
 * @param move makes the move where the effect stands so that it can be made, and says whether it did
 */
export async function decide<Done extends string>(
  db: Database,
  id: string,
  done: Done,
  move: (session: Session, found: EffectRecord) => Promise<boolean>,
): Promise<Decision<Done>> {
  return await atomically(db, { lockTimeoutMs: LOCK_TIMEOUT_MS, subjects: [id] }, async (session) => {
    // For its subject, which the move needs. What it says of the state may be old by the time of the move.
    const found = await readEffect(session, id)
    if (found === null) return { status: 'absent' }
    const isDone = await move(session, found)
    const effect = (await readEffect(session, id)) ?? found
    return isDone ? { status: done, effect } : { status: 'refused', effect }
  })
}

/**
 * Makes the move that was decided on, where the effect stands so that it can be made.
 *
 * @param frees whether its slots are free with the same commit; not where a receipt says that it reached somebody
 * @returns whether it was made
 */
export async function moveDecided(
  session: Session,
  move: Move,
  { frees }: { readonly frees: boolean },
): Promise<boolean> {
  const [outcome] = await applyMoves(session, [move])
  if (outcome?.applied !== true) return false
  const moved = frees ? await readEffect(session, move.id) : null
  if (moved !== null && !moved.contradicted) await releaseClaims(session, [moved])
  return true
}
