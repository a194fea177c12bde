import { overlap, touches } from '../history/accesses.ts'
import type { History, Read, Write } from '../history/accesses.ts'
import type { Tangle } from '../history/tangle.ts'
import type { AnomalyId } from '../story.ts'
import { flagOf } from './flag.ts'

/** The name of what went wrong: by errors that the database gave, else by what the tangle is made of. */
export function classify(history: History, tangle: Tangle | null): AnomalyId {
  const codes = history.trace.map(({ result }) => result.error?.code)
  if (codes.includes('40P01')) return 'deadlock'
  if (tangle !== null) return shapeOf(history, tangle)
  return codes.includes('40001') ? 'serialization-failure' : 'unserialisable'
}

function shapeOf(history: History, tangle: Tangle): AnomalyId {
  const { looks, comesBetween, actsOnIt, mirror } = tangle
  if (actsOnIt.kind === 'call') return 'double-call'
  if (actsOnIt.kind === 'read') return 'read-skew'
  const { write } = actsOnIt
  if (overlap(write, comesBetween)) {
    const isLost = isWorkedOut(looks, write) && flagOf(history, tangle) === null
    return isLost ? 'lost-update' : 'stale-check'
  }
  if (write.writing.verb === 'insert' && touches(looks, write))
    return foundNone(history, looks) && isExact(looks) ? 'duplicate' : 'phantom'
  if (comesBetween.writing.verb === 'insert' || comesBetween.writing.verb === 'delete') return 'phantom'
  return mirror === null ? 'stale-check' : 'write-skew'
}

/** Whether a look came back empty: no row, or a count of none. */
export function foundNone({ trace }: History, { entry, reading }: Read): boolean {
  const result = trace[entry]?.result
  if (result === undefined || reading.isInWrite) return false
  if (result.rows === 0) return true
  const answer = Object.values(result.values[0] ?? {})
  return (
    reading.aggregate !== null && answer.every((value) => value === null || value === '0' || value === 'f')
  )
}

/** Whether a write puts a value of the program's own where the look found one: what came in between is gone. */
function isWorkedOut({ reading }: Read, { writing }: Write): boolean {
  const { columns, sets, isRelative } = writing
  const returned = columns.some((column) => reading.columns.includes(column) || reading.columns.includes('*'))
  const wasCondition = reading.conditions.some(({ column }) => sets.has(column.name))
  return !isRelative && returned && !wasCondition
}

/** Whether it says for every column that it speaks of what the value must be. */
function isExact({ reading: { conditions } }: Read): boolean {
  return conditions.length > 0 && conditions.every(({ value }) => value !== undefined)
}
