import { missed, overlap, saw, touches } from './accesses.ts'
import type { History, Read, Write } from './accesses.ts'

/** A call of somebody else's service, which no database takes back. */
export interface Call {
  readonly entry: number
  readonly actor: number
  readonly name: string
}

/**
 * What makes a run different from every run of one actor after the other: an actor looks, another one changes what it
 * looked at without being seen, and the first one acts on what it knew.
 */
export interface Tangle {
  readonly looks: Read
  readonly comesBetween: Write
  /** What the first one did with it; for a read skew its second look. */
  readonly actsOnIt:
    | { readonly kind: 'write'; readonly write: Write }
    | { readonly kind: 'call'; readonly call: Call; readonly other: Call }
    | { readonly kind: 'read'; readonly read: Read }
  /** What the other one looked at before it wrote, and that the first one's act made old in turn. */
  readonly mirror: Read | null
}

/** The tangle that explains most: the closer its three steps belong together, the better. `null` where there is none. */
export function tangleOf(history: History): Tangle | null {
  const scored = history.reads.flatMap((looks) =>
    history.writes
      .filter((write) => missed(looks, write))
      .flatMap((comesBetween) => closings(history, looks, comesBetween)),
  )
  return scored.toSorted((one, other) => score(history, other) - score(history, one))[0] ?? null
}

function closings(history: History, looks: Read, comesBetween: Write): readonly Tangle[] {
  const other = comesBetween.actor
  const mirrors = history.reads.filter((read) => read.actor === other && read.entry <= comesBetween.entry)
  const base = { looks, comesBetween }
  const writes = history.writes
    .filter((write) => write.actor === looks.actor && write.entry >= looks.entry && isCommitted(write))
    .map((write) => {
      const mirror = mirrors.find((read) => missed(read, write)) ?? null
      return { ...base, actsOnIt: { kind: 'write' as const, write }, mirror }
    })
    .filter(({ actsOnIt: { write }, mirror }) => mirror !== null || overlap(write, comesBetween))
  const calls = callsOf(history)
    .filter((call) => call.actor === looks.actor && call.entry > looks.entry)
    .flatMap((call) => {
      const theirs = callsOf(history).find((one) => one.actor === other && one.name === call.name)
      if (theirs === undefined) return []
      const mirror = mirrors.find((read) => read.table === looks.table) ?? null
      return [{ ...base, actsOnIt: { kind: 'call' as const, call, other: theirs }, mirror }]
    })
  const reads = history.reads
    .filter((read) => read.actor === looks.actor && read.entry > looks.entry)
    .filter((read) =>
      history.writes.some((write) => write.actor === other && touches(read, write) && saw(read, write)),
    )
    .map((read) => ({ ...base, actsOnIt: { kind: 'read' as const, read }, mirror: null }))
  return [...calls, ...writes, ...reads]
}

/** Points for what makes a tangle the one that a person would name. */
function score(history: History, { looks, comesBetween, actsOnIt, mirror }: Tangle): number {
  const isOneStatement = actsOnIt.kind === 'write' && actsOnIt.write.entry === looks.entry
  const points: readonly (readonly [boolean, number])[] = [
    [actsOnIt.kind === 'call', 20],
    [actsOnIt.kind === 'call' && actsOnIt.other.entry < actsOnIt.call.entry, 4],
    [actsOnIt.kind === 'write', 4],
    [actsOnIt.kind === 'write' && actsOnIt.write.table === looks.table, 4],
    [actsOnIt.kind === 'write' && touches(looks, actsOnIt.write), 2],
    [mirror !== null && mirror.table === looks.table, 3],
    [mirror !== null && mirror.entry < comesBetween.entry, 1],
    [actsOnIt.kind === 'write' && !actsOnIt.write.writing.isRelative, 1],
    // The row that an UPDATE finds is looked at with its lock in hand: seldom the trouble.
    [!looks.reading.isOwnTarget, 4],
    [!isOneStatement, 1],
    [looks.reading.lock === null, 1],
    [looks.entry < comesBetween.entry, 2],
    // Whoever comes later is the one who could have been kept from it.
    [comesBetween.entry < actionOf(actsOnIt), 5],
  ]
  const sum = points.reduce((total, [holds, worth]) => total + (holds ? worth : 0), 0)
  // Of two that are equally good, the one that begins earlier.
  return sum - looks.entry / (history.trace.length + 1) / 2
}

/** Index of the entry with which the first one acted. */
export function actionOf(acts: Tangle['actsOnIt']): number {
  if (acts.kind === 'write') return acts.write.entry
  return acts.kind === 'call' ? acts.call.entry : acts.read.entry
}

/** Index of the entry by which the other one got in between: its call, where that is what was done twice. */
export function intruderOf({ comesBetween, actsOnIt }: Tangle): number {
  return actsOnIt.kind === 'call' ? actsOnIt.other.entry : comesBetween.entry
}

export function callsOf(history: History): readonly Call[] {
  return history.trace.flatMap(({ step }, entry) =>
    step.kind === 'call' ? [{ entry, actor: step.actor, name: step.text }] : [],
  )
}

function isCommitted(write: Write): boolean {
  return write.transaction.committedAt !== null
}
