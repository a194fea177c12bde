import { actor, defineRace } from '@daylatch/race'
import pg from 'pg'
import { takeSeat } from './take-seat.mjs'

const names: readonly string[] = ['ada', 'ben']

export default defineRace({
  name: 'seats',
  setUp: 'create table seat (id int primary key, taken_by text); insert into seat values (1, null)',
  application: (url) => new pg.Pool({ connectionString: url }),
  actors: names.map((name) => actor(`${name} takes the seat`, (pool: pg.Pool) => takeSeat(pool, name))),
  invariant: ({ outcomes }) =>
    outcomes.filter((outcome) => outcome.kind === 'returned' && outcome.value === true).length === 1,
})
