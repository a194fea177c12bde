import type { FoundRace } from '../race/result.ts'
import type { KnownRace } from './baseline.ts'

/** What was found in one race, beside what was known of it. */
export interface Comparison {
  readonly fresh: readonly FoundRace[]
  readonly known: readonly FoundRace[]
  /** Known, and not found again: cured, or not looked for long enough. */
  readonly gone: readonly KnownRace[]
}

/** @param race name of the race in which `found` was found */
export function compareWith(
  baseline: readonly KnownRace[],
  race: string,
  found: readonly FoundRace[],
): Comparison {
  const ofThis = baseline.filter((known) => known.race === race)
  const ids = new Set(ofThis.map(({ id }) => id))
  const foundIds = new Set(found.map(({ id }) => id))
  return {
    fresh: found.filter(({ id }) => !ids.has(id)),
    known: found.filter(({ id }) => ids.has(id)),
    gone: ofThis.filter(({ id }) => !foundIds.has(id)),
  }
}

/**
 * The file's next content: what was found in the races that were explored, with the notes that stood there, and what it
 * knew of races that were not explored this time.
 */
export function nextBaseline(
  baseline: readonly KnownRace[],
  explored: ReadonlyMap<string, readonly FoundRace[]>,
): readonly KnownRace[] {
  const noteOf = new Map(baseline.map(({ id, note }) => [id, note]))
  const others = baseline.filter(({ race }) => !explored.has(race))
  const found = [...explored].flatMap(([race, races]) =>
    races.map(({ id, story }) => {
      const note = noteOf.get(id)
      const entry = { id, race, anomaly: story.anomaly.title, sentence: story.sentence }
      return note === undefined ? entry : { ...entry, note }
    }),
  )
  return [...others, ...found]
}
