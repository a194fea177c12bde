import type { History, Read, Write } from '../history/accesses.ts'
import { actionOf } from '../history/tangle.ts'
import type { Tangle } from '../history/tangle.ts'
import { doneAt } from '../history/transactions.ts'
import { foundNone } from '../shape/classify.ts'
import { deadlockSentence } from '../shape/deadlock.ts'
import type { Deadlock } from '../shape/deadlock.ts'
import type { AnomalyId } from '../story.ts'
import { changeWords, readingWords, rowsOf, writingWords } from './accesses.ts'
import { letterOf } from '../../config/name-of.ts'
import { answerOf } from './answers.ts'
import { joined, serviceOf } from './values.ts'

/** The race in one sentence, in the order in which it happened. */
export function sentenceOf(
  history: History,
  tangle: Tangle | null,
  deadlock: Deadlock | null,
  shape: AnomalyId,
): string {
  if (deadlock !== null) return deadlockSentence(history, deadlock)
  if (shape === 'plain-bug')
    return `${joined(namesOf(history))}, one after another, already break it: no race is needed, and no lock would help.`
  if (tangle === null)
    return `${joined(namesOf(history))}, in this order, end with what no order one after another leads to.`
  const { looks, actsOnIt, mirror } = tangle
  const [x, y] = [letterOf(looks.actor), letterOf(tangle.comesBetween.actor)]
  if (actsOnIt.kind === 'write' && actsOnIt.write.entry === looks.entry) return oneStatement(x, y, tangle)
  const seen = seenWords(history, looks)
  const both =
    mirror !== null &&
    mirror.table === looks.table &&
    mirror.entry < actionOf(actsOnIt) &&
    seenWords(history, mirror) === seen
  const opening = both ? `${joined([x, y].toSorted())} both ${plural(seen)}` : `${x} ${seen}`
  if (actsOnIt.kind === 'call')
    return both
      ? `${opening}, so both call ${serviceOf(actsOnIt.call.name)}: neither could know of the other one's call.`
      : `${opening}; ${y} calls ${serviceOf(actsOnIt.call.name)} and notes it; ${x} calls it too.`
  if (actsOnIt.kind === 'read')
    return `${opening}; ${y} ${changeOf(history, tangle.comesBetween)} and commits; then ${x} ${seenWords(history, actsOnIt.read)}: half from before ${y}, half from after.`
  if (both || looks.entry < tangle.comesBetween.entry)
    return `${opening}; ${ending(history, tangle, shape, both)}`.replace('; so', ', so')
  // It had happened before the look, and could not be seen: told in that order.
  const hidden = `${y} ${changeOf(history, tangle.comesBetween)} and has not committed yet`
  return `${hidden}; ${x} ${seen}; ${consequence(history, tangle, shape, both)}`
}

/** What the other one did in between, and what came of it. */
function ending(history: History, tangle: Tangle, shape: AnomalyId, both: boolean): string {
  const { comesBetween, actsOnIt } = tangle
  if (actsOnIt.kind !== 'write') return ''
  const { write } = actsOnIt
  const isSame = write.table === comesBetween.table && write.writing.verb === comesBetween.writing.verb
  if (both && shape === 'duplicate') return 'so both insert one.'
  if (both && shape === 'phantom' && isSame)
    return `so both ${plural(writingWords(write.writing))}, each by an answer that the other one makes untrue.`
  const { committedAt } = comesBetween.transaction
  const commits =
    committedAt !== null && committedAt < doneAt(history.trace, write.entry) ? ' and commits' : ''
  return `${letterOf(comesBetween.actor)} ${changeOf(history, comesBetween)}${commits}; ${consequence(history, tangle, shape, both)}`
}

function consequence(
  history: History,
  { looks, comesBetween, actsOnIt }: Tangle,
  shape: AnomalyId,
  both: boolean,
): string {
  if (actsOnIt.kind !== 'write') return ''
  const [x, y] = [letterOf(looks.actor), letterOf(comesBetween.actor)]
  const does = `then ${x} ${changeOf(history, actsOnIt.write)}`
  if (shape === 'duplicate') return `${does} as well.`
  if (shape === 'lost-update')
    return `${does}, worked out from what it had read before: what ${y} wrote is lost.`
  if (shape === 'write-skew')
    return `${does} in another row. ${both ? 'Each is right by what it saw; together they are not.' : `By what ${x} saw that was right; together it is not.`}`
  const known = shape === 'phantom' ? 'by an answer' : 'by a check'
  return `${does} as well, ${known} that is no longer true.`
}

/** Both look and act in one statement: there is no moment between the two that the text could name. */
function oneStatement(x: string, y: string, { looks, actsOnIt }: Tangle): string {
  if (actsOnIt.kind !== 'write') return ''
  const { reading } = looks
  const look = plural(readingWords(reading).replace(reading.table, rowsOf(reading)))
  const { table } = actsOnIt.write.writing
  const change = plural(writingWords(actsOnIt.write.writing)).replace(
    / \S+$/,
    table === reading.table ? ' it' : ` ${table}`,
  )
  return `${joined([x, y].toSorted())} each ${look} and ${change} in one statement: neither sees what the other one has done but not committed yet.`
}

function changeOf(history: History, write: Write): string {
  return `${writingWords(write.writing)}${setWords(history, write)}`
}

function setWords({ trace }: History, { entry, writing }: Write): string {
  const one = trace[entry]
  return writing.verb === 'update' && one !== undefined ? ` (${changeWords(writing, one)})` : ''
}

/** "reads wallet (id = 1): balance = 100", "finds no row of sign_in (member = 1)". */
function seenWords(history: History, read: Read): string {
  const { reading, entry } = read
  if (reading.isInWrite) return readingWords(reading)
  if (foundNone(history, read) && (reading.aggregate === null || reading.aggregate === 'count'))
    return `${reading.lock === null ? 'looks' : 'looks, with a lock,'} for a row of ${rowsOf(reading)} and finds none`
  const answer = answerOf(history, entry)
  return `${readingWords(reading).replace(reading.table, rowsOf(reading))}${answer === '' ? '' : ` and sees ${answer}`}`
}

/** The same said of two: "reads" becomes "read". */
function plural(words: string): string {
  return words
    .replace(/^(\w+)s\b/, (_, verb: string) => verb)
    .replace(' and finds ', ' and find ')
    .replace(' and sees ', ' and see ')
}

function namesOf({ trace }: History): readonly string[] {
  return [...new Set(trace.map(({ step }) => step.actor))].toSorted((a, b) => a - b).map(letterOf)
}
