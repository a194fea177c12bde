import type { RaceOptions } from '../config/options.ts'
import { exploreRace } from './explore-race.ts'
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
export function race<App = undefined>(options: RaceOptions<App>): Race {
  return {
    holds: async () => {
      const { races: _, ...result } = await exploreRace(options)
      if (result.found === null) return result
      throw new RaceFound(failureText(result.found), result)
    },
    explore: async () => {
      const { races: _, ...result } = await exploreRace(options)
      return result
    },
    replay: async (schedule) => await replayRace(options, schedule),
  }
}
