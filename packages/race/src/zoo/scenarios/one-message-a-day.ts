import type { Pool } from 'pg'
import type { Scenario } from '../scenario.ts'
import { twice } from '../scenario.ts'

async function wasSent(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query('select from message where client = 7 and day = current_date')
  return rowCount !== 0
}

const onePerDay = 'alter table message add unique (client, day)'

/** Story of an office: two administrators, one slow gateway, two messages. */
export const oneMessageADay: Scenario = {
  name: 'one-message-a-day',
  title: 'The client who got two messages',
  shape: 'check, then act outside',
  schema: `create table message (client int not null, day date not null, state text not null default 'sent');`,
  thirdParties: ['gateway'],
  promise: 'A client gets one message a day.',
  check: async ({ calls }) => {
    return calls.length === 1 ? undefined : `the gateway was called ${calls.length} times`
  },
  variants: {
    bug: {
      does: 'looks into the log, sends, then writes the log',
      requests: twice('send the message', async ({ pool, call }) => {
        if (await wasSent(pool)) return 'already'
        await call('gateway')
        await pool.query('insert into message (client, day) values (7, current_date)')
        return 'sent'
      }),
    },
    trap: {
      does: 'the same with a unique log: one row, two messages',
      schema: onePerDay,
      requests: twice('send the message', async ({ pool, call }) => {
        if (await wasSent(pool)) return 'already'
        await call('gateway')
        await pool.query(
          'insert into message (client, day) values (7, current_date) on conflict (client, day) do nothing',
        )
        return 'sent'
      }),
    },
    cure: {
      does: 'claims the day in the unique log, and sends when it got it',
      schema: onePerDay,
      requests: twice('send the message', async ({ pool, call }) => {
        const claim = await pool.query(
          `insert into message (client, day, state) values (7, current_date, 'sending')
           on conflict (client, day) do nothing`,
        )
        if (claim.rowCount === 0) return 'already'
        await call('gateway')
        await pool.query(`update message set state = 'sent' where client = 7 and day = current_date`)
        return 'sent'
      }),
    },
  },
  sources: [
    'https://github.com/thunderbird/thunderbolt/pull/567',
    'https://github.com/octopusreview/octopus/pull/167',
    'https://github.com/InsForge/InsForge/pull/1940',
  ],
}
