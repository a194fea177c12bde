import { overlap, touches } from './accesses.ts'
import type { History, Read, Write } from './accesses.ts'
import { Misses } from './misses.ts'

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

/** Of each kind of step so many are looked at, the nearest first: in a long run the others are the same again. */
const few = 4

/** So many looks with what they missed are enough for a run of thousands of steps, which nobody reads to its end. */
const mostPairs = 2000

/** The tangle that explains most: the closer its three steps belong together, the better. `null` where there is none. */
export function tangleOf(history: History): Tangle | null {
  const misses = new Misses(history)
  const calls = callsOf(history)
  let best: Tangle | null = null
  let most = -Infinity
  let left = mostPairs
  for (const looks of history.reads) {
    for (const comesBetween of misses.writesMissedBy(looks).slice(0, few)) {
      left -= 1
      if (left < 0) return best
      for (const tangle of closings(history, misses, calls, looks, comesBetween)) {
        const points = score(history, tangle)
        if (points <= most) continue
        best = tangle
        most = points
      }
    }
  }
  return best
}

function closings(
  history: History,
  misses: Misses,
  calls: readonly Call[],
  looks: Read,
  comesBetween: Write,
): readonly Tangle[] {
  const [own, other] = [looks.actor, comesBetween.actor]
  const base = { looks, comesBetween }
  const lookedBefore = (read: Read): boolean => read.actor === other && read.entry <= comesBetween.entry
  const tangles: Tangle[] = []
  const later = history.writes.filter((write) => write.actor === own && write.entry >= looks.entry)
  for (const write of [
    ...later.filter(({ table }) => table === looks.table),
    ...later.filter(({ table }) => table !== looks.table),
  ]) {
    if (tangles.length === few) break
    if (write.transaction.committedAt === null) continue
    const mirror = misses.readsThatMissed(write).find(lookedBefore) ?? null
    if (mirror === null && !overlap(write, comesBetween)) continue
    tangles.push({ ...base, actsOnIt: { kind: 'write', write }, mirror })
  }
  for (const call of calls.filter(({ actor, entry }) => actor === own && entry > looks.entry).slice(0, few)) {
    const theirs = calls.find(({ actor, name }) => actor === other && name === call.name)
    if (theirs === undefined) continue
    const mirror = history.reads.find((read) => lookedBefore(read) && read.table === looks.table) ?? null
    tangles.push({ ...base, actsOnIt: { kind: 'call', call, other: theirs }, mirror })
  }
  const second = history.reads.find(
    (read) => read.actor === own && read.entry > looks.entry && misses.sawAnythingOf(other, read),
  )
  if (second !== undefined) tangles.push({ ...base, actsOnIt: { kind: 'read', read: second }, mirror: null })
  return tangles
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
