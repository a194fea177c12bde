import { expect, test } from 'vitest'
import { compareZone, type Database } from '../../src/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { withQuery } from '../support/watched-statements.ts'

const summer2026 = new Date('2026-06-01T00:00:00Z')

/** A database whose zone data are another release's: it takes `wanted` for `instead`. */
function withOtherZoneData(db: Database, wanted: string, instead: string): Database {
  return withQuery(
    db,
    (session) => async (statement) =>
      await session.query({
        ...statement,
        values: (statement.values ?? []).map((value) => (value === wanted ? instead : value)),
      }),
  )
}

test.each([
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'UTC',
])('runtime and database agree on %s', async (zone) => {
  const { db } = await freshDatabase()
  expect(await compareZone(db, zone, summer2026)).toEqual({
    zone,
    verdict: 'same',
    from: new Date('2025-05-31T18:00:00Z'),
    to: new Date('2028-05-31T12:00:00Z'),
  })
})

test('where one of them knows of no summer time, the first instant of the first summer is named', async () => {
  const { db } = await freshDatabase()
  const stale = withOtherZoneData(db, 'Europe/Berlin', 'Africa/Tunis')
  expect(await compareZone(stale, 'Europe/Berlin', new Date('2027-01-10T00:00:00Z'))).toEqual({
    zone: 'Europe/Berlin',
    verdict: 'different',
    // A year back it is winter, UTC+1 in both; summer began on the last Sunday of March at 01:00 UTC.
    at: new Date('2026-03-29T01:00:00Z'),
    databaseSeconds: 3600,
    runtimeSeconds: 7200,
  })
})

test('a zone that the database does not know is told', async () => {
  const { db } = await freshDatabase()
  const old = withOtherZoneData(db, 'Europe/Berlin', 'Europe/Atlantis')
  expect(await compareZone(old, 'Europe/Berlin')).toEqual({ zone: 'Europe/Berlin', verdict: 'unknown' })
})
