import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { serverUrl } from '@daylatch/test-kit'
import { exploreRace } from '../../src/race/explore-race.ts'

test.each([
  ['update seat set taken = taken + 1; select taken from seat', true],
  ['update seat set taken = taken + 1', false],
])('several statements in one string are said not to be taken apart: %s', async (sql, isSaid) => {
  const { holds, coverage } = await exploreRace({
    database: serverUrl(),
    setUp: 'create table seat (taken int not null); insert into seat values (0)',
    application: (url) => new Pool({ connectionString: url, max: 2 }),
    actors: [(app) => app.query(sql), (app) => app.query(sql)],
    invariant: 'select taken = 2 from seat',
  })
  expect([holds, coverage.sentence.endsWith(', 1 string of several statements not taken apart')]).toEqual([
    true,
    isSaid,
  ])
})
