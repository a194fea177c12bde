import type { Anomaly, AnomalyId } from '../story.ts'

const meanings: Readonly<Record<AnomalyId, readonly [title: string, meaning: string]>> = {
  duplicate: ['duplicate', 'Each looks whether something is there, finds nothing, and puts it there.'],
  'double-call': [
    'double call',
    'Each finds that something has not been done yet, and does it outside of the database, where nothing takes it back.',
  ],
  'lost-update': [
    'lost update',
    'Two read the same value, and each writes what it worked out from it: the later one wipes out the earlier.',
  ],
  'stale-check': [
    'stale check',
    'A condition was true when it was checked, and no longer was when the code acted on it.',
  ],
  phantom: [
    'phantom',
    'A set of rows is counted or searched, and has other rows in it by the time the code acts on the answer.',
  ],
  'write-skew': [
    'write skew',
    'Two look at the same rows, and each changes another part of them: each change alone keeps the rule, both together break it.',
  ],
  'read-skew': [
    'read skew',
    'Two reads that belong together see two states: one from before a change, one from after it.',
  ],
  deadlock: [
    'deadlock',
    'Each holds a lock that the other one wants; PostgreSQL ends one of them with the error 40P01.',
  ],
  'serialization-failure': [
    'serialization failure',
    'The isolation level refused what it could not keep apart, and nobody did the transaction again.',
  ],
  'plain-bug': ['plain bug', 'The actors break the rule one after another: it needs no race.'],
  unserialisable: [
    'unserialisable result',
    'The end is one that no order of the actors one after another leads to.',
  ],
}

/** All of them. `docs/race-stories.md` has a row for each; a test compares the two. */
export const anomalyIds: readonly AnomalyId[] = Object.keys(meanings) as AnomalyId[]

export function anomaly(id: AnomalyId): Anomaly {
  const [title, meaning] = meanings[id]
  return { id, title, meaning }
}
