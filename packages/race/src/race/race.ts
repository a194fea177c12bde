import type { RaceOptions } from '../config/options.ts'
import { exploreRace, type FullResult } from './explore-race.ts'
import { failureText } from './failure-text.ts'
import { RaceFound } from './race-found.ts'
import { replayRace } from './replay-race.ts'
import type { RaceResult, ReplayResult } from './result.ts'

/** A race that can be asked. Nothing is started before one of these is called. */
export interface Race {
  /**
   * Asserts that no order of the actors' statements breaks the invariant, as far as bound and budget reach; the result says
   * how far that was.
   *
   * @throws {RaceFound} an AssertionError with the story of the first order that does
   * @throws {RaceError} where the lab could not do its work
   */
  holds(): Promise<RaceResult>
  /** The same without an opinion: a race that is found is part of the result. */
  explore(): Promise<RaceResult>
  /** Runs one order, as a failure printed it. */
  replay(schedule: string): Promise<ReplayResult>
}

/**
 * Runs actors against an application in every order of their SQL statements, on a real PostgreSQL, and looks after each
 * whether the invariant still holds.
 *
 * @example
 * await race({
 *   setUp: 'create table seat (id int primary key, taken_by text); insert into seat values (1, null)',
 *   application: (url) => new pg.Pool({ connectionString: url }),
 *   actors: [(pool) => take(pool, 'ada'), (pool) => take(pool, 'ben')],
 *   invariant: async ({ outcomes }) => outcomes.filter(({ kind }) => kind === 'returned').length === 1,
 * }).holds()
 */
export function race<App = undefined, const Stub extends string = never>(
  options: RaceOptions<App, Stub>,
): Race {
  // The names of the stubs are for the type of what the user wrote; from here on they are strings.
  const settled = options as unknown as RaceOptions<App>
  return {
    holds: async () => {
      const result = withoutOthers(await exploreRace(settled))
      if (result.found === null) return result
      throw new RaceFound(failureText(result.found), result)
    },
    explore: async () => withoutOthers(await exploreRace(settled)),
    replay: async (schedule) => await replayRace(settled, schedule),
  }
}

function withoutOthers({ name, holds, found, coverage, ms }: FullResult): RaceResult {
  return { name, holds, found, coverage, ms }
}
