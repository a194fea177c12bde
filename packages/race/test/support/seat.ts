import { serverUrl } from '@daylatch/test-kit'
import pg from 'pg'
import { actor, type RaceOptions } from '../../src/index.ts'

/** Takes seat 1 for somebody where it is free; asks and writes in two transactions, or in one under a lock. */
async function take(pool: pg.Pool, name: string, isLocked: boolean): Promise<boolean> {
  const client = await pool.connect()
  try {
    if (isLocked) await client.query('begin')
    const { rows } = await client.query<{ taken_by: string | null }>(
      `select taken_by from seat where id = 1${isLocked ? ' for update' : ''}`,
    )
    const isFree = rows[0]?.taken_by === null
    if (isFree) await client.query('update seat set taken_by = $1 where id = 1', [name])
    if (isLocked) await client.query('commit')
    return isFree
  } finally {
    client.release()
  }
}

/** Ada and Ben want one seat. With `changes` it is another race. */
export function seats(isLocked: boolean, changes: Partial<RaceOptions<pg.Pool>> = {}): RaceOptions<pg.Pool> {
  return {
    database: serverUrl(),
    setUp: 'create table seat (id int primary key, taken_by text); insert into seat values (1, null)',
    application: (url) => new pg.Pool({ connectionString: url }),
    actors: ['Ada', 'Ben'].map((name) =>
      actor(`${name} takes the seat`, async (pool: pg.Pool) => await take(pool, name, isLocked)),
    ),
    invariant: ({ outcomes }) => {
      const winners = outcomes.filter((outcome) => outcome.kind === 'returned' && outcome.value === true)
      return winners.length === 1 || `${winners.length} have the seat`
    },
    reportTo: false,
    budget: { ms: 20_000 },
    ...changes,
  }
}

/** The seat is a variable of this process, and the database is only asked in between, for nothing that the other touches. */
export function seatInMemory(isReduced: boolean): RaceOptions<pg.Pool> {
  let isTaken = false
  const takeIt = async (pool: pg.Pool): Promise<boolean> => {
    await pool.query('select 1')
    const isFree = !isTaken
    await pool.query('select 2')
    isTaken = true
    return isFree
  }
  return seats(true, {
    actors: [actor('Ada', takeIt), actor('Ben', takeIt)],
    reset: () => {
      isTaken = false
    },
    explain: false,
    isReduced,
  })
}
