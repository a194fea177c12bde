import type { Pool } from 'pg'
import type { Request, Scenario } from '../scenario.ts'
import { inTransaction } from '../scenario.ts'

function eachOther(demote: (pool: Pool, person: string) => Promise<string>): readonly Request[] {
  return [
    { name: 'Ann demotes Bob', run: ({ pool }) => demote(pool, 'Bob') },
    { name: 'Bob demotes Ann', run: ({ pool }) => demote(pool, 'Ann') },
  ]
}

const demotion = `update person set role = 'member' where name = $1 and role = 'owner'`

/** Two owners, each of whom sees the other one stay. */
export const lastOwner: Scenario = {
  name: 'last-owner',
  title: 'A project without an owner',
  shape: 'write skew',
  schema: `
    create table person (name text primary key, role text not null);
    insert into person values ('Ann', 'owner'), ('Bob', 'owner');`,
  promise: 'A project has an owner.',
  check: async ({ one }) => {
    const { owners } = await one<{ owners: number }>(
      `select count(*)::int as owners from person where role = 'owner'`,
    )
    return owners >= 1 ? undefined : 'nobody owns the project'
  },
  variants: {
    bug: {
      does: 'counts the owners, then demotes one',
      requests: eachOther((pool, person) =>
        inTransaction(pool, async (client) => {
          const owners = await client.query(`select from person where role = 'owner'`)
          if ((owners.rowCount ?? 0) <= 1) return 'refused'
          await client.query(demotion, [person])
          return 'demoted'
        }),
      ),
    },
    trap: {
      does: 'counts in the WHERE of one UPDATE',
      requests: eachOther(async (pool, person) => {
        const { rowCount } = await pool.query(
          `${demotion} and (select count(*) from person where role = 'owner') > 1`,
          [person],
        )
        return rowCount === 0 ? 'refused' : 'demoted'
      }),
    },
    cure: {
      does: 'locks every owner in order, and counts what the lock returned',
      requests: eachOther((pool, person) =>
        inTransaction(pool, async (client) => {
          const owners = await client.query(
            `select from person where role = 'owner' order by name for update`,
          )
          if ((owners.rowCount ?? 0) <= 1) return 'refused'
          await client.query(demotion, [person])
          return 'demoted'
        }),
      ),
    },
  },
  sources: [
    'https://github.com/runvendo/vendo/pull/277',
    'https://github.com/runvendo/vendo/pull/281',
    'https://github.com/raystack/frontier/pull/1590',
  ],
}
