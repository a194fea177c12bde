import test from 'node:test'
import { race } from '@daylatch/race'
import pg from 'pg'
import { takeSeat } from './take-seat.mjs'

function seats(lock) {
  return race({
    database: process.env.DATABASE_URL,
    name: lock ? 'locked seats' : 'seats',
    setUp: 'create table seat (id int primary key, taken_by text); insert into seat values (1, null)',
    application: (url) => new pg.Pool({ connectionString: url }),
    actors: ['ada', 'ben'].map((name) => (pool) => takeSeat(pool, name, { lock })),
    invariant: ({ outcomes }) => outcomes.filter(({ value }) => value === true).length === 1,
  })
}

void test('one seat, one person', () => seats(false).holds())
void test('one seat, one person, with the row locked', () => seats(true).holds())
