import type { Message } from '../wire/message.ts'
import { flush, readExecute } from '../wire/requests.ts'
import { asCancelled } from './cancelled.ts'
import type { Conversation } from './conversation.ts'
import type { Unit } from './gate.ts'
import { admitEarly, takeEarly } from './early-parse.ts'
import { implicitCommit } from './implicit-commit.ts'
import { Result } from './result.ts'
import { shapeOf, type Shape } from './shape.ts'

/**
 * An Execute, with the messages before it that only prepare for it. It goes to the server by itself, with a Flush, so that
 * each Execute of a pipeline is a unit; only where nothing is to be put between it and its Sync do the two go together.
 */
export async function execute(talk: Conversation, message: Message): Promise<void> {
  const { answers, prepared } = talk.ends
  const portal = prepared.portal(readExecute(message))
  const shape = shapeOf(portal.sent)
  const messages = talk.withGroup(message)
  // After an error the server overlooks everything up to the Sync, and says nothing to it.
  if (answers.isSkipping || shape.verb === '') return talk.write(messages)
  const early = takeEarly(talk, portal)
  const unit = early?.unit ?? talk.unit(shape, portal.sql, portal)
  const passage = early?.passage ?? (await talk.admit(unit))
  if (passage === null) return
  const result = new Result(portal)
  if (answers.isSkipping) return overlooked(talk, unit, shape, messages, result)
  if (passage === 'cancelled') {
    talk.finished(unit, shape, await talk.ask([asCancelled.execute], 'complete', result, 'errors'))
    return
  }
  const { batch } = talk
  const isAutocommit = !talk.isInBlock && shape.kind === 'statement'
  const isSplit = passage.split === true && shape.canSplit && isAutocommit
  const behind = isSplit || batch.isSplit || shape.verb === 'copy' ? [] : talk.takeSync()
  if (behind.length > 0) {
    talk.finished(unit, shape, await talk.ask([...messages, ...behind], 'ready', result))
    talk.forgetBatch()
    return
  }
  if (isSplit) answers.hold()
  await talk.ask([...messages, flush], 'complete', result)
  batch.hasRun = true
  batch.isSplit ||= isSplit
  if (result.error === null && shape.kind !== 'statement')
    batch.isInBlock = shape.kind === 'begin' || shape.isChained
  result.isHeldBack = batch.isSplit && result.error === null && !result.isCutOff
  talk.finished(unit, shape, result)
  if (result.error !== null) answers.release()
}

/** An error of something before it came while it was held: it is lost with the rest of its batch. */
function overlooked(
  talk: Conversation,
  unit: Unit,
  shape: Shape,
  messages: readonly Message[],
  result: Result,
): void {
  talk.write(messages)
  result.isCutOff = true
  talk.finished(unit, shape, result)
}

/** A Flush: the client waits for the answers so far. */
export async function flushOut(talk: Conversation, message: Message): Promise<void> {
  const { parsed } = talk
  const messages = talk.withGroup(message)
  if (!(await admitEarly(talk, parsed))) return
  talk.write(messages)
  talk.ends.answers.release()
}

/** A Sync: the commit of what was executed outside of a transaction block, and therefore a unit where that is split. */
export async function sync(talk: Conversation, message: Message): Promise<void> {
  const { answers } = talk.ends
  const { parsed } = talk
  const messages = talk.withGroup(message)
  if (!(await admitEarly(talk, parsed))) return
  const commits = talk.batch.isSplit && !answers.isSkipping && !talk.isInBlock
  if (commits) await implicitCommit(talk, messages, 'all')
  else {
    const hasFailed = answers.isSkipping
    const { error } = await talk.ask(messages, 'ready')
    // What failed when it was parsed is never executed.
    if (hasFailed || error !== null) takeEarly(talk, null)
    answers.release()
  }
  talk.forgetBatch()
}
