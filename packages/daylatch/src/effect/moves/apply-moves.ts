import type { Row, Session } from '../../drivers/database.ts'
import { isTrue, text, toDate, toNumber } from '../../rows.ts'
import { toEffectState } from '../states.ts'
import { assertPossible, dueOf, type Move, type MoveOutcome } from './move.ts'
import { movesStatement } from './moves-statement.ts'

/**
 * Makes many moves in one statement, each with its event, inside the transaction of `session`.
 *
 * Rows are locked in the order of (subject, id). A move is made if the committed row, after any wait for it, is in one of
 * its `from` states and at its `attempt`; if not, it is reported and nothing of it is written. Two moves of one
 * effect are made one after the other.
 *
 * @returns outcomes in the order of `moves`
 * @throws {TypeError} for a move that is not in the table
 */
export async function applyMoves(session: Session, moves: readonly Move[]): Promise<readonly MoveOutcome[]> {
  if (moves.length === 0) return []
  moves.forEach(assertPossible)
  const outcomes = new Map<Move, MoveOutcome>()
  for (const round of rounds(moves)) {
    const { rows } = await session.query({ ...movesStatement, values: [toJson(round)] })
    for (const row of rows) {
      const move = round[toNumber(row, 'place')]
      if (move !== undefined) outcomes.set(move, toOutcome(row))
    }
  }
  return moves.map((move) => outcomes.get(move) ?? { applied: false, found: null })
}

/** Moves of which no two are of one effect. */
function rounds(moves: readonly Move[]): readonly (readonly Move[])[] {
  const result: Move[][] = []
  const seen = new Map<string, number>()
  for (const move of moves) {
    const round = seen.get(move.id) ?? 0
    seen.set(move.id, round + 1)
    ;(result[round] ??= []).push(move)
  }
  return result
}

/**
 * What PostgreSQL cannot store in a text becomes U+FFFD: NUL, and half of a surrogate pair. A reason or reference comes
 * from a gateway, and whatever that says must not keep an outcome from being recorded.
 */
function toJson(moves: readonly Move[]): string {
  const rows = moves.map((move, place) => {
    const due = dueOf(move)
    return {
      place,
      subject: move.subject,
      effect_id: move.id,
      from_states: move.from,
      fence: move.attempt ?? null,
      to_state: move.to,
      keeps_due: due === undefined,
      due_at: due?.at ?? null,
      due_in_ms: due?.inMs ?? null,
      reason: move.reason,
      actor: move.actor,
      detail: move.detail ?? {},
      about: move.about ?? null,
      gateway_ref: move.set?.gatewayRef ?? null,
      contradicted: move.set?.contradicted ?? false,
    }
  })
  return JSON.stringify(rows).replace(/\\(\\|u0000|ud[89a-f][0-9a-f]{2})/g, (found, escape) =>
    escape === '\\' ? found : '\\ufffd',
  )
}

function toOutcome(row: Row): MoveOutcome {
  if (row['state'] == null) return { applied: false, found: null }
  const state = toEffectState(text(row, 'state'))
  const attempt = toNumber(row, 'attempt')
  if (!isTrue(row, 'fits')) return { applied: false, found: { state, attempt } }
  return {
    applied: true,
    from: state,
    state: toEffectState(text(row, 'new_state')),
    attempt: toNumber(row, 'new_attempt'),
    seq: toNumber(row, 'seq'),
    at: toDate(row, 'at'),
  }
}
