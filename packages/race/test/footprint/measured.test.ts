import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { explore, openLab } from '@daylatch/race'

const setUp = `
  create table loud (id int primary key);
  create table audit (line text);
  create function shout() returns trigger language plpgsql as
    $$ begin if new.id = 1 then insert into audit values ('loud'); end if; return new; end $$;
  create trigger shout before insert on loud for each row execute function shout()`

test('what a trigger touches is found by its locks', async () => {
  const lab = await openLab<Pool>({
    setUp,
    parkAfterMs: 10_000,
    application: (url) => new Pool({ connectionString: url }),
    actors: [(pool) => pool.query('insert into loud values (1)'), (pool) => pool.query('table audit')],
    invariant: 'select true',
  })
  try {
    const { coverage, found } = await explore(lab, { bound: 'unbounded', ms: 60_000 })
    const inserted = lab.footprints.of({ ...step, text: 'insert into loud values (1)' })

    expect(Object.fromEntries(inserted.accesses)).toEqual({
      'table public.loud': 'write',
      'table public.audit': 'write',
    })
    expect(found).toBeNull()
    // The reader sees the line or does not: nothing else can differ.
    expect(coverage.phases.at(-1)).toEqual({
      bound: 'unbounded',
      schedules: 3n,
      classes: 2,
      isComplete: true,
    })
  } finally {
    await lab.close()
  }
})

const step = {
  actor: 0,
  kind: 'statement',
  text: '',
  skeleton: 'insert into loud values (?)',
  parameters: [],
  connection: 0,
  isImplicit: false,
  isolation: 'read committed',
  inTransaction: false,
} as const
