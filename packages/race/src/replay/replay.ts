import { letterOf } from '../config/name-of.ts'
import { RaceError } from '../errors.ts'
import type { Chooser, Decision, Program, Run, TraceEntry } from '../run/run.ts'
import type { Step } from '../run/step.ts'
import { digestOf, parseSchedule, printSchedule, scheduleOf } from './schedule.ts'
import type { Schedule } from './schedule.ts'

/** A run's order as the word that `replay` takes. */
export function printRun(run: Run): string {
  return printSchedule(scheduleOf(run.trace))
}

/**
 * Runs a recorded order again, and looks at every step whether it is the recorded one.
 *
 * @param recorded the trace of the recording, where it is at hand: its statements are told when the replay diverges
 * @throws RaceError `BAD_SCHEDULE`; `DIVERGED` with both statements and the likely causes
 */
export async function replay(
  program: Program,
  schedule: string | Schedule,
  recorded: readonly TraceEntry[] = [],
): Promise<Run> {
  const wanted = typeof schedule === 'string' ? parseSchedule(schedule) : schedule
  const stranger = wanted.actors.find((actor) => actor >= program.actors.length)
  if (stranger !== undefined) {
    throw new RaceError(
      'BAD_SCHEDULE',
      `The schedule has an actor ${letterOf(stranger)}, and the race has ${program.actors.length}. Replay it on the race that printed it.`,
    )
  }
  const actors = [...new Set(wanted.actors)].toSorted((a, b) => a - b)
  const run = await runAsRecorded(program, wanted, recorded, actors)
  const { length } = run.trace
  if (length < wanted.actors.length && wanted.digests.length > 0)
    throw diverged(wanted, length, null, recorded[length]?.step)
  return run
}

/** So often an order is tried in which two wait for one lock: the one that was recorded comes nearly always. */
const mostTimes = 20

async function runAsRecorded(
  program: Program,
  wanted: Schedule,
  recorded: readonly TraceEntry[],
  actors: readonly number[],
): Promise<Run> {
  // Made up by hand, or taken from another version of the code: followed as far as it can be.
  if (wanted.digests.length === 0) return await program.run(inOrderOf(wanted.actors), { actors })
  for (let times = 1; ; times++) {
    try {
      return await program.run(strictly(wanted, recorded), { parked: [...wanted.parked], actors })
    } catch (error) {
      if (!(error instanceof RaceError)) throw error
      // Of two that wait for a row that a third has changed, PostgreSQL lets now and then the later one have it.
      if (error.code === 'OVERTAKEN' && times < mostTimes) continue
      // Whose turn it is in the recording has nothing to do any more, or is not let.
      if (error.code !== 'BAD_CHOICE' && error.code !== 'OVERTAKEN') throw error
      throw new RaceError(
        'DIVERGED',
        `${error.message}, as it was recorded. ${causes}; or the code has changed: without # and what is behind it, the order is followed as far as it can be.`,
        { cause: error },
      )
    }
  }
}

/** Follows the schedule and refuses any other step. */
function strictly(wanted: Schedule, recorded: readonly TraceEntry[]): Chooser {
  return ({ index, enabled }: Decision): number => {
    const actor = wanted.actors[index]
    if (actor === undefined) throw diverged(wanted, index, enabled[0] ?? null, undefined)
    const step = enabled.find((each) => each.actor === actor)
    // Not there yet: it waits for something outside of the database. Whoever runs the program awaits it.
    if (step === undefined) return actor
    const digest = wanted.digests[index]
    if (digest !== digestOf(step)) throw diverged(wanted, index, step, recorded[index]?.step)
    return actor
  }
}

/**
 * Follows the order as far as it can be followed, and goes on in it where an actor has nothing more to do: for the same order
 * under other circumstances, where statements may fail that did not.
 */
export function inOrderOf(actors: readonly number[]): Chooser {
  let next = 0
  return ({ enabled, previous }) => {
    while (next < actors.length) {
      const actor = actors[next++]
      if (enabled.some((step) => step.actor === actor) && actor !== undefined) return actor
    }
    return (enabled.find(({ actor }) => actor === previous) ?? enabled[0])?.actor ?? 0
  }
}

/** How often a run came out the same. */
export interface Confirmation {
  readonly times: number
  readonly same: number
  /** Why it did not, where it did not. */
  readonly difference: RaceError | null
}

/** Runs it again several times, and counts how often the same steps led to the same verdict. */
export async function confirm(program: Program, run: Run, times = 5): Promise<Confirmation> {
  const schedule = scheduleOf(run.trace)
  let same = 0
  let difference: RaceError | null = null
  for (let time = 0; time < times; time++) {
    try {
      const again = await replay(program, schedule, run.trace)
      if (again.verdict.holds === run.verdict.holds) same++
      else difference ??= otherVerdict(run, again)
    } catch (error) {
      if (!(error instanceof RaceError) || error.code !== 'DIVERGED') throw error
      difference ??= error
    }
  }
  return { times, same, difference }
}

const causes =
  'Likely causes: a random value or the time that decides what is asked; a cache that was cold or warm; ' +
  'state that the reset does not restore; a background job; statements that a driver or an ORM sends only once'

function diverged(wanted: Schedule, index: number, got: Step | null, expected: Step | undefined): RaceError {
  const actor = letterOf(wanted.actors[index] ?? got?.actor ?? 0)
  const digest = wanted.digests[index]
  const was =
    expected !== undefined
      ? `\`${expected.text || expected.kind}\``
      : digest === undefined
        ? 'the end'
        : `another statement (its mark is ${digest})`
  const is = got === null ? 'the end' : `\`${got.text || got.kind}\``
  return new RaceError(
    'DIVERGED',
    `Step ${index + 1} of ${actor} is not the recorded one. Recorded: ${was}. Now: ${is}. ${causes}.`,
  )
}

function otherVerdict(before: Run, now: Run): RaceError {
  const tell = ({ verdict }: Run): string => (verdict.holds ? 'the invariant held' : verdict.reason)
  return new RaceError(
    'DIVERGED',
    `The same statements in the same order ended otherwise. Recorded: ${tell(before)}. Now: ${tell(now)}. ${causes}.`,
  )
}
