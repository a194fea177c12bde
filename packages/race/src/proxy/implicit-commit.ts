import type { Message } from '../wire/message.ts'
import type { Kept } from './answers.ts'
import type { Conversation } from './conversation.ts'
import { Result } from './result.ts'
import { shapeOf } from './shape.ts'

/**
 * The commit of an autocommit statement, a unit of its own. `messages` make the server commit and end in a ReadyForQuery,
 * `kept` is what the client may see of its answer. What was held of the statement's answer goes to the client when the
 * commit is done; its completion does not, if the commit failed.
 */
export async function implicitCommit(
  talk: Conversation,
  messages: readonly Message[],
  kept: Kept,
): Promise<void> {
  const { answers } = talk.ends
  const shape = shapeOf('COMMIT')
  const unit = talk.unit(shape, 'COMMIT', null, true)
  // A cancel that comes now comes too late, as it does for a real COMMIT.
  if ((await talk.admit(unit)) === null) return
  const result = await talk.ask(messages, 'ready', new Result(), kept)
  if (result.error !== null) answers.dropCompletion()
  talk.finished(unit, shape, result)
  answers.release()
}
