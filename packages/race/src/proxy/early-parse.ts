import type { Conversation } from './conversation.ts'
import type { Passage } from './gate.ts'
import type { BoundPortal } from './prepared.ts'
import type { RequestedUnit } from './requested-unit.ts'
import { Result } from './result.ts'
import type { Shape } from './shape.ts'

/** A statement that was let go when it was parsed, and that its client will execute next. */
export interface EarlyUnit {
  readonly statement: string
  readonly unit: RequestedUnit
  readonly shape: Shape
  readonly passage: Passage | 'cancelled'
}

/** The last Parse that waits for what it belongs to. */
export interface WaitingParse {
  readonly name: string
  readonly sql: string
  readonly shape: Shape
}

/**
 * Some clients have a statement parsed and described before they bind and execute it. Above READ COMMITTED the first
 * statement of a transaction takes its snapshot, and it is the Parse that does: so the statement is held there, and its
 * Execute passes with it. False when the client has gone meanwhile.
 */
export async function admitEarly(talk: Conversation, parse: WaitingParse | null): Promise<boolean> {
  const { levels, answers } = talk.ends
  if (parse === null || answers.isSkipping || !levels.takesSnapshot(parse.shape, talk.isInBlock)) return true
  const unit = talk.unit(parse.shape, parse.sql)
  const passage = await talk.admit(unit)
  if (passage === null) return false
  levels.hasSnapshot = true
  talk.early = { statement: parse.name, unit, shape: parse.shape, passage }
  return true
}

/** The unit of this Execute, if it was let go before. One that its client prepared and did not execute ends here. */
export function takeEarly(talk: Conversation, portal: BoundPortal | null): EarlyUnit | null {
  const { early } = talk
  if (early === null) return null
  talk.early = null
  if (portal !== null && portal.name === early.statement) {
    early.unit.portal = portal
    return early
  }
  const nothing = new Result()
  nothing.isCutOff = true
  talk.finished(early.unit, early.shape, nothing)
  return null
}
