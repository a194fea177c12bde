import type { Access, Chooser, Footprint, Isolation, Program, Run, Step, TraceEntry } from '@daylatch/race'
import { type Answer, type Operation, resultOf, SimulatedDatabase } from './simulated-database.ts'

/** What an actor does: statement by statement, each one knowing the answers before. */
export type Script = () => Generator<Operation, void, number | string>

/** A program without a database, fast enough to run every order of it. */
export interface SimulatedProgram extends Program {
  /** All that an execution can be told apart by afterwards: rows, and what each actor was answered. */
  readonly end: (run: Run) => string
}

interface Actor {
  readonly script: Generator<Operation, void, number | string>
  pending: { readonly step: Step; readonly operation: Operation } | null
  isWaiting: boolean
  entry: number
  isOpen: boolean
  isolation: Isolation
  readonly answers: (number | string)[]
  afterImplicit: (() => void) | null
}

/** A program of simulated actors over the given rows. `holds` looks at the rows in the end. */
export function simulate(
  rows: Readonly<Record<string, number>>,
  scripts: readonly Script[],
  holds: (rows: ReadonlyMap<string, number>) => boolean = () => true,
): SimulatedProgram {
  const ends = new WeakMap<Run, string>()
  let last: Readonly<Record<string, string>> = {}
  return {
    actors: scripts.map((_, index) => `actor ${index}`),
    footprints: { version: 0, of: footprintOf },
    end: (run) => ends.get(run) ?? '',
    fingerprint: () => Promise.resolve(last),
    run: (choose) => {
      const [run, database, actors] = execute(rows, scripts, choose, holds)
      last = Object.fromEntries([...database.committed].map(([row, value]) => [row, String(value)]))
      ends.set(run, JSON.stringify([last, actors.map(({ answers }) => answers)]))
      return Promise.resolve(run)
    },
  }
}

/** Connections are numbered by their first use in a run, as a lab does it. */
function execute(
  rows: Readonly<Record<string, number>>,
  scripts: readonly Script[],
  choose: Chooser,
  holds: (rows: ReadonlyMap<string, number>) => boolean,
): readonly [Run, SimulatedDatabase, readonly Actor[]] {
  const database = new SimulatedDatabase(rows, scripts.length)
  const trace: TraceEntry[] = []
  const connections = new Map<number, number>()
  const actors: Actor[] = scripts.map((script) => ({
    script: script(),
    pending: null,
    isWaiting: false,
    entry: -1,
    isOpen: false,
    isolation: 'read committed',
    answers: [],
    afterImplicit: null,
  }))
  const goOn = (index: number, answer: number | string | null) => {
    const actor = actors[index] as Actor
    const { value, done } = answer === null ? actor.script.next() : actor.script.next(answer)
    if (answer !== null) actor.answers.push(answer)
    if (done !== true && value.do === 'begin') actor.isolation = value.isolation ?? 'read committed'
    actor.pending = done === true ? null : { operation: value, step: stepOf(index, value, actor) }
  }
  const finish = (index: number, answer: Answer, after: number) => {
    const actor = actors[index] as Actor
    const entry = trace[actor.entry] as TraceEntry
    trace[actor.entry] = { ...entry, result: resultOf(answer), doneAfter: after }
    actor.isWaiting = false
    const said = 'error' in answer ? answer.error : answer.value
    const { kind } = entry.step
    if (kind === 'begin') actor.isOpen = true
    if (kind === 'commit' || kind === 'rollback') actor.isOpen = false
    if (entry.step.isImplicit) {
      actor.afterImplicit?.()
      return
    }
    const isWrite = kind === 'statement' && !/^(?:read|sum)/u.test(entry.step.text)
    if (isWrite && !actor.isOpen && !('error' in answer)) {
      const operation: Operation = { do: 'commit' }
      actor.pending = { operation, step: { ...stepOf(index, operation, actor), isImplicit: true } }
      actor.afterImplicit = () => goOn(index, said)
      return
    }
    goOn(index, said)
  }
  for (const index of actors.keys()) goOn(index, null)
  for (let previous: number | null = null; ;) {
    const enabled = actors.flatMap(({ pending, isWaiting }) =>
      pending === null || isWaiting ? [] : [pending.step],
    )
    if (enabled.length === 0) break
    const chosen = choose({ index: trace.length, enabled, previous })
    const actor = actors[chosen] as Actor
    const { step, operation } = actor.pending as NonNullable<Actor['pending']>
    const { answer, waitsFor } = database.send(chosen, operation)
    actor.entry = trace.length
    const at = trace.length
    const connection = connections.get(chosen) ?? connections.size
    connections.set(chosen, connection)
    trace.push({
      step: { ...step, connection },
      result: resultOf(answer ?? { value: 0 }),
      enabled: enabled.map((one) => one.actor),
      waitedFor: waitsFor === null ? [] : [waitsFor],
      doneAfter: -1,
      isParked: false,
    })
    if (answer === null) actor.isWaiting = true
    else finish(chosen, answer, at)
    for (const woken of database.wake()) finish(woken.session, woken.answer, at)
    previous = chosen
  }
  const verdict = holds(database.committed)
    ? { holds: true as const }
    : { holds: false as const, reason: 'not so' }
  const outcomes = actors.map(() => ({ kind: 'returned' as const, value: null }))
  return [{ trace, outcomes, verdict }, database, actors]
}

function stepOf(actor: number, operation: Operation, { isOpen, isolation }: Actor): Step {
  const text = Object.values(operation).join(' ')
  const level = operation.do === 'begin' ? (operation.isolation ?? 'read committed') : isolation
  const kind =
    operation.do === 'begin' || operation.do === 'commit' || operation.do === 'rollback'
      ? operation.do
      : 'statement'
  const skeleton = text.replaceAll(/ -?\d+/g, ' ?')
  const common = { actor, text, skeleton, parameters: [], connection: actor, isImplicit: false }
  return { ...common, kind, isolation: level, inTransaction: isOpen }
}

/** Tables as a whole, as they are known of a real statement. */
function footprintOf({ text, kind }: Step): Footprint {
  const accesses = new Map<string, Access>()
  const [what = '', target = '', , source] = text.split(' ')
  const of = (name: string) => `table ${name.split('.')[0] ?? ''}`
  if (kind === 'statement') {
    if (source !== undefined) accesses.set(of(source), 'read')
    const access = what === 'read' || what === 'sum' ? 'read' : what === 'lock' ? 'lock' : 'write'
    accesses.set(of(target), access)
  }
  return { accesses, isUnknown: false }
}
