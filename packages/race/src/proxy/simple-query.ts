import type { Message } from '../wire/message.ts'
import { readQuery, writeAside, writeQuery } from '../wire/requests.ts'
import { asCancelled } from './cancelled.ts'
import type { Conversation } from './conversation.ts'
import { takeEarly } from './early-parse.ts'
import type { Unit } from './gate.ts'
import { implicitCommit } from './implicit-commit.ts'
import { Result } from './result.ts'
import { shapeOf, type Shape } from './shape.ts'

const begin = writeAside('BEGIN')
const commit = writeAside('COMMIT')
const rollback = writeAside('ROLLBACK')

/** A Query: one unit, however many statements its string holds. */
export async function query(talk: Conversation, message: Message): Promise<void> {
  const sql = readQuery(message)
  const sent = talk.sent(sql)
  const shape = shapeOf(sent)
  const messages = talk.withGroup(sent === sql ? message : writeQuery(sent))
  if (shape.verb === '') {
    await talk.ask(messages, 'ready')
    return
  }
  takeEarly(talk, null)
  const unit = talk.unit(shape, sql)
  const passage = await talk.admit(unit)
  if (passage === null) return
  if (passage === 'cancelled') return await plain(talk, unit, shape, [asCancelled.query])
  const isAlone = messages.length === 1 && !unit.inTransaction
  if (passage.split === true && shape.canSplit && isAlone) return await split(talk, unit, shape, messages)
  await plain(talk, unit, shape, messages)
}

/** The old way to call a function by its number, which has no SQL. */
export async function functionCall(talk: Conversation, message: Message): Promise<void> {
  const shape = shapeOf('function call')
  const unit = talk.unit(shape, 'function call')
  const passage = await talk.admit(unit)
  if (passage !== null) await plain(talk, unit, shape, talk.withGroup(message))
}

async function plain(
  talk: Conversation,
  unit: Unit,
  shape: Shape,
  messages: readonly Message[],
): Promise<void> {
  talk.finished(unit, shape, await talk.ask(messages, 'ready'))
  talk.forgetBatch()
}

/**
 * BEGIN, the statement, the gate, COMMIT. The client hears of it when the commit is done, or hears the commit's error.
 */
async function split(
  talk: Conversation,
  unit: Unit,
  shape: Shape,
  messages: readonly Message[],
): Promise<void> {
  const { answers } = talk.ends
  answers.hold()
  const begun = answers.expect('ready', new Result(), 'nothing')
  const result = await talk.ask([begin, ...messages], 'ready', new Result(), 'but-ready')
  await begun
  if (result.error !== null && refusesBlock.has(result.error.code)) {
    answers.discard()
    await talk.ask([rollback], 'ready', new Result(), 'nothing')
    const again = await talk.ask(messages, 'ready')
    talk.finished(unit, shape, again)
    answers.release()
    return
  }
  if (result.status !== 'T') {
    // The locks that it took are free only after this.
    if (!result.isCutOff) await talk.ask([rollback], 'ready', new Result(), 'end')
    result.status = answers.status
    talk.finished(unit, shape, result)
    answers.release()
    return
  }
  result.isHeldBack = true
  talk.finished(unit, shape, result)
  await implicitCommit(talk, [commit], 'end')
}

/** What a statement that ends transactions by itself, or wants none around it, is refused with. */
const refusesBlock = new Set(['25001', '2D000'])
