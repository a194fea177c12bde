import { createHash } from 'node:crypto'
import { letterOf } from '../config/name-of.ts'
import { RaceError } from '../errors.ts'
import type { TraceEntry } from '../run/run.ts'
import type { Step } from '../run/step.ts'

/** An order that can be done again: whose turn it was each time, and what it did. */
export interface Schedule {
  readonly actors: readonly number[]
  /** Indexes of the turns after which the actor waited for something outside of the database. */
  readonly parked: ReadonlySet<number>
  /** Two characters for each step's kind and skeleton; empty where the schedule was written by hand. */
  readonly digests: readonly string[]
}

/** What was done, as a schedule. */
export function scheduleOf(trace: readonly TraceEntry[]): Schedule {
  return {
    actors: trace.map(({ step }) => step.actor),
    parked: new Set(trace.flatMap(({ isParked }, index) => (isParked ? [index] : []))),
    digests: trace.map(({ step }) => digestOf(step)),
  }
}

const digests = new Map<string, string>()
const mostDigests = 5_000

/** Two characters that tell a step from others, one of 1,296. */
export function digestOf({ kind, skeleton }: Pick<Step, 'kind' | 'skeleton'>): string {
  const text = `${kind} ${skeleton}`
  const known = digests.get(text)
  if (known !== undefined) return known
  if (digests.size >= mostDigests) digests.clear()
  const hash = createHash('sha1').update(text).digest()
  const digest = (hash.readUInt32BE(0) % 1296).toString(36).padStart(2, '0')
  digests.set(text, digest)
  return digest
}

/**
 * The schedule as one word that survives a log and a command line: `pg:AABAB#k3x0…`. A letter is an actor's turn, `~` after
 * it says that the actor then waited for something outside of the database.
 */
export function printSchedule(schedule: Schedule): string {
  const turns = schedule.actors.map(
    (actor, index) => letterOf(actor) + (schedule.parked.has(index) ? '~' : ''),
  )
  return `pg:${turns.join('')}${schedule.digests.length > 0 ? `#${schedule.digests.join('')}` : ''}`
}

/**
 * Reads what `printSchedule` wrote. Without `#…` it is an order that somebody made up: it is run, and no statement compared.
 *
 * @throws RaceError `BAD_SCHEDULE`
 */
export function parseSchedule(text: string): Schedule {
  const [, turns, marks = ''] = /^pg:((?:[A-Z]\d*~?)+)(?:#((?:[0-9a-z]{2})+))?$/.exec(text.trim()) ?? []
  if (turns === undefined) throw bad(text, 'to look like `pg:AABAB#k3x0…`')
  const signs = [...turns.matchAll(/([A-Z])(\d*)(~?)/g)]
  const actors = signs.map(([, letter = 'A', round]) => letter.charCodeAt(0) - 65 + Number(round) * 26)
  const parked = new Set(signs.flatMap(([, , , sign], index) => (sign === '~' ? [index] : [])))
  const pieces = marks.match(/../g) ?? []
  if (pieces.length > 0 && pieces.length !== actors.length)
    throw bad(text, `to have two characters after the # for each of its ${actors.length} turns`)
  return { actors, parked, digests: pieces }
}

function bad(text: string, expected: string): RaceError {
  return new RaceError(
    'BAD_SCHEDULE',
    `Expected the schedule ${expected}, got \`${text}\`. Copy the whole word that the failure printed.`,
  )
}
