import { serverUrl } from '@daylatch/test-kit'
import pg from 'pg'
import { expect, test } from 'vitest'
import { actor, type RaceOptions } from '../../src/index.ts'
import { exploreRace } from '../../src/race/explore-race.ts'

/** Two counters that both actors raise, each by reading it and writing one more: two races in one. */
const counters: RaceOptions<pg.Pool> = {
  name: 'counters',
  database: serverUrl(),
  setUp:
    'create table visits (n int); insert into visits values (0); create table sales (n int); insert into sales values (0)',
  application: (url) => new pg.Pool({ connectionString: url }),
  actors: ['A', 'B'].map((name) =>
    actor(name, async (pool: pg.Pool) => {
      for (const table of ['visits', 'sales']) {
        const { rows } = await pool.query<{ n: number }>(`select n from ${table}`)
        await pool.query(`update ${table} set n = $1`, [(rows[0]?.n ?? 0) + 1])
      }
    }),
  ),
  invariant: 'select (select n from visits) = 2 and (select n from sales) = 2',
  reportTo: false,
  bound: 1,
  explain: false,
  budget: { ms: 20_000 },
}

test('behind a race that is known, the next one is found', async () => {
  const first = await exploreRace(counters)
  const known = first.found?.id

  const { found, races } = await exploreRace(counters, { knows: (id) => id === known })

  expect(first.races).toHaveLength(1)
  expect(races[0]?.id).toBe(known)
  expect(found?.id).toMatch(/^[0-9a-f]{12}$/)
  expect(found?.id).not.toBe(known)
  const tables = [first.found, found].map((race) => /visits|sales/.exec(race?.story.sentence ?? '')?.[0])
  expect(new Set(tables)).toEqual(new Set(['visits', 'sales']))
})
