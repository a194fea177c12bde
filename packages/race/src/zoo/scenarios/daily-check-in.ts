import type { Pool, PoolClient } from 'pg'
import type { Scenario } from '../scenario.ts'
import { inTransaction, twice } from '../scenario.ts'

async function hasSignedIn(db: Pool | PoolClient): Promise<boolean> {
  const { rowCount } = await db.query('select from sign_in where member = 1 and day = current_date')
  return rowCount !== 0
}

async function signIn(db: Pool | PoolClient): Promise<string> {
  if (await hasSignedIn(db)) return 'already'
  await db.query('insert into sign_in (member, day) values (1, current_date)')
  await db.query('update member set quota = quota + 25 where id = 1')
  return 'signed in'
}

/** Story of a reading site: a member's six clicks paid four times. */
export const dailyCheckIn: Scenario = {
  name: 'daily-check-in',
  title: 'The daily check-in that paid twice',
  shape: 'phantom',
  schema: `
    create table member (id int primary key, quota int not null);
    create table sign_in (member int not null references member, day date not null);
    insert into member values (1, 0);`,
  promise: 'A member signs in once a day and gets 25 for it.',
  check: async ({ one }) => {
    const { days, quota } = await one<{ days: number; quota: number }>(
      'select (select count(*)::int from sign_in) as days, (select quota from member) as quota',
    )
    return days === 1 && quota === 25
      ? undefined
      : `${days} sign-ins in one day, quota ${quota} instead of 25`
  },
  variants: {
    bug: {
      does: 'looks for today, then inserts and pays',
      requests: twice('sign in', ({ pool }) => signIn(pool)),
    },
    trap: {
      does: 'the same between BEGIN and COMMIT',
      requests: twice('sign in', ({ pool }) => inTransaction(pool, signIn)),
    },
    cure: {
      does: "locks the member's row first",
      requests: twice('sign in', ({ pool }) =>
        inTransaction(pool, async (client) => {
          await client.query('select from member where id = 1 for update')
          return await signIn(client)
        }),
      ),
    },
  },
  sources: [
    'https://github.com/nexu-io/nexu/issues/900',
    'https://github.com/openmetaearth/me-hub/issues/320',
    'https://github.com/altis0725/wrapping-the-train/issues/155',
  ],
}
