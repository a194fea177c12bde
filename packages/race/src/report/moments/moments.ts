import type { TraceEntry } from '../../run/run.ts'
import type { History } from '../history/accesses.ts'
import { actionOf, intruderOf } from '../history/tangle.ts'
import type { Tangle } from '../history/tangle.ts'
import type { Deadlock } from '../shape/deadlock.ts'
import { doneAt } from '../history/transactions.ts'
import { statementIn } from '../sql/statement.ts'
import type { Deed, Moment } from '../story.ts'
import { answerWords, setClause, statementWords } from '../words/accesses.ts'
import { answerOf } from '../words/answers.ts'
import { letterOf } from '../../config/name-of.ts'
import { filledIn, joined, shortened } from '../words/values.ts'
import { relevantEntries } from './relevant.ts'

interface Part {
  readonly entry: number
  readonly phase: Moment['phase']
  readonly at: number
}

/** The run as rows, in the order in which things happened: a step that waited stops in one and goes on in a later one. */
export function momentsOf(
  history: History,
  tangle: Tangle | null,
  deadlock: Deadlock | null,
): readonly Moment[] {
  const { trace } = history
  const relevant = relevantEntries(history, tangle)
  const parts = trace.flatMap((_, entry) => partsOf(trace, entry)).toSorted((a, b) => a.at - b.at)
  let shown = 0
  return parts.map(({ entry, phase }) => {
    const number = relevant.has(entry) ? (shown += 1) : null
    return {
      ...momentOf(history, relevant, entry, phase),
      number,
      role: deadlock === null ? roleOf(history, tangle, entry, phase) : roleInDeadlock(deadlock, entry),
    }
  })
}

function partsOf(trace: readonly TraceEntry[], entry: number): readonly Part[] {
  const done = doneAt(trace, entry)
  if (done === entry) return [{ entry, phase: 'done', at: entry }]
  return [
    { entry, phase: 'waits', at: entry },
    { entry, phase: 'goes on', at: done },
  ]
}

function momentOf(
  history: History,
  relevant: ReadonlySet<number>,
  entry: number,
  phase: Moment['phase'],
): Omit<Moment, 'number' | 'role'> {
  const one = history.trace[entry] as TraceEntry
  const { step, result } = one
  const transaction = history.transactions.find(({ entries }) => entries.includes(entry))
  const { deed, words } = deedOf(one)
  const isError = result.error !== null && phase !== 'waits'
  const commitsAtOnce =
    transaction?.isExplicit === false &&
    transaction.endedBy !== entry &&
    !relevant.has(transaction.endedBy) &&
    deed === 'write'
  return {
    entry,
    actor: step.actor,
    deed,
    phase,
    words,
    sql: step.kind === 'statement' ? filledIn(step.text, step.parameters) : '',
    outcome:
      phase === 'waits' ? waiting(one) : isError ? failure(one) : outcomeOf(history, entry, commitsAtOnce),
    isError,
    transaction: transaction?.number ?? null,
  }
}

const plain: Readonly<Record<string, readonly [Deed, string]>> = {
  start: ['start', 'starts'],
  begin: ['begin', 'begins a transaction'],
  commit: ['commit', 'commits'],
  rollback: ['rollback', 'rolls back'],
}

function deedOf({ step }: TraceEntry): { readonly deed: Deed; readonly words: string } {
  const known = plain[step.kind]
  if (known !== undefined)
    return { deed: known[0], words: step.isImplicit ? 'commits its statement' : known[1] }
  if (step.kind === 'call') return { deed: 'call', words: `calls ${step.text}` }
  if (step.kind === 'point') return { deed: 'point', words: `reaches ${step.text}` }
  const { readings, writings } = statementIn(step)
  const words = statementWords({ readings, writings }) ?? shortened(filledIn(step.text, step.parameters))
  if (writings.length > 0) return { deed: 'write', words }
  if (readings.length === 0) return { deed: 'other', words }
  return { deed: readings.some(({ lock }) => lock !== null) ? 'lock' : 'read', words }
}

/** What came of it, beyond what the statement says itself. */
function outcomeOf(history: History, entry: number, commitsAtOnce: boolean): string {
  const { step, result } = history.trace[entry] as TraceEntry
  if (step.kind !== 'statement') return ''
  const { writings, readings } = statementIn(step)
  const [writing] = writings
  if (writing === undefined) return readings.length > 0 ? answerOf(history, entry) : ''
  if (result.rows === 0) return writing.handlesConflict ? 'no row: it is there already' : 'no row'
  const isPlain = result.values.length === 0 && result.rows === 1
  const set = writing.verb === 'update' ? setClause(filledIn(step.text, step.parameters)) : ''
  const came = isPlain ? (set.length <= 30 ? set : '') : answerWords(result)
  return [came, commitsAtOnce ? 'committed' : ''].filter((part) => part !== '').join(', ')
}

function waiting({ waitedFor }: TraceEntry): string {
  if (waitedFor.length === 0) return 'waits for something outside of the database'
  return `waits for ${joined(waitedFor.map(letterOf))}`
}

function failure({ result }: TraceEntry): string {
  return `error ${result.error?.code ?? ''}: ${shortened(result.error?.message ?? '', 80)}`
}

function roleOf(
  { transactions }: History,
  tangle: Tangle | null,
  entry: number,
  phase: Moment['phase'],
): Moment['role'] {
  if (tangle === null || phase === 'waits') return null
  const acts = actionOf(tangle.actsOnIt)
  if (entry === tangle.looks.entry) return 'looks'
  if (entry === intruderOf(tangle)) return entry < tangle.looks.entry ? 'not seen yet' : 'comes between'
  if (entry === acts) return 'acts on it'
  // One statement that looks and acts does so for good when it commits.
  const own = transactions.find(({ entries }) => entries.includes(acts))
  return acts === tangle.looks.entry && own?.endedBy === entry ? 'acts on it' : null
}

function roleInDeadlock({ victim, other }: Deadlock, entry: number): Moment['role'] {
  if (entry === victim.holds || entry === other.holds) return 'holds'
  return entry === victim.wants || entry === other.wants ? 'wants' : null
}
