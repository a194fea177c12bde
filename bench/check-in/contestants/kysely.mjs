import { Kysely, PostgresDialect, sql } from 'kysely'
import { lockLookWrite } from './flow.mjs'
import { poolOf } from './pool.mjs'
import { REWARD, UNIT } from './view.mjs'

/** @typedef {Record<string, Record<string, any>>} Tables */

/**
 * @param {import('kysely').Transaction<Tables>} tx
 * @returns {import('./flow.mjs').Steps}
 */
function stepsOn(tx) {
  return {
    look: async (memberId) => {
      const row = await tx
        .selectFrom('latch')
        .select(['claim_id', 'ends_at', 'streak'])
        .where('subject', '=', memberId)
        .where('action', '=', 'check-in')
        .forUpdate()
        .executeTakeFirst()
      return row && { claimId: row['claim_id'], endsAt: row['ends_at'], streak: row['streak'] }
    },
    open: async (memberId, account) => {
      const never = {
        starts_at: new Date(0),
        ends_at: new Date(1),
        claimed_at: new Date(0),
        period: '0001-01-01',
      }
      const row = {
        ...never,
        subject: memberId,
        action: 'check-in',
        claim_id: sql`gen_random_uuid()`,
        account,
      }
      await tx
        .insertInto('latch')
        .values({ ...row, streak: 1, claims: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },
    take: async ({ memberId, id, today, now, account, streak }) => {
      const { key, startsAt, endsAt } = today
      const taken = { claim_id: id, period: key, starts_at: startsAt, ends_at: endsAt, claimed_at: now }
      await tx
        .updateTable('latch')
        .set({ ...taken, account, streak, released: false, claims: sql`claims + 1` })
        .where('subject', '=', memberId)
        .where('action', '=', 'check-in')
        .execute()
    },
    pay: async ({ memberId, account }) => {
      const row = await tx
        .insertInto('balance')
        .values({ subject: memberId, unit: UNIT, account, amount: REWARD, version: 1 })
        .onConflict((conflict) =>
          conflict.columns(['subject', 'unit', 'account']).doUpdateSet({
            amount: sql`balance.amount + excluded.amount`,
            version: sql`balance.version + 1`,
          }),
        )
        .returning(['amount', 'version'])
        .executeTakeFirstOrThrow()
      return { amount: row['amount'], version: row['version'] }
    },
    enter: async ({ memberId, id, now, account }, { amount, version }) => {
      const row = { subject: memberId, unit: UNIT, account, seq: version, kind: 'reward', amount: REWARD }
      await tx
        .insertInto('entry')
        .values({ ...row, balance: amount, claim_id: id, entered_at: now })
        .execute()
    },
    count: async (period) => {
      const row = await tx
        .insertInto('period_counter')
        .values({ action: 'check-in', period, claims: 1 })
        .onConflict((conflict) =>
          conflict.columns(['action', 'period']).doUpdateSet({ claims: sql`period_counter.claims + 1` }),
        )
        .returning('claims')
        .executeTakeFirstOrThrow()
      return row['claims']
    },
    keep: async ({ memberId, id, today, now, account, streak }, seq, rank) => {
      const { key, startsAt, endsAt } = today
      const row = {
        subject: memberId,
        claim_id: id,
        action: 'check-in',
        period: key,
        zone: 'UTC',
        claimed_at: now,
      }
      const paid = { unit: UNIT, account, reward: REWARD, seq }
      await tx
        .insertInto('claim')
        .values({ ...row, starts_at: startsAt, ends_at: endsAt, streak, rank, ...paid })
        .execute()
    },
    record: async (memberId, claimId) => {
      const row = await tx
        .selectFrom('claim as k')
        .innerJoin('entry as e', (join) =>
          join
            .onRef('e.subject', '=', 'k.subject')
            .onRef('e.unit', '=', 'k.unit')
            .onRef('e.account', '=', 'k.account')
            .onRef('e.seq', '=', 'k.seq'),
        )
        .select(['k.claimed_at', 'k.streak', 'k.rank', 'e.balance'])
        .where('k.subject', '=', memberId)
        .where('k.claim_id', '=', claimId)
        .executeTakeFirstOrThrow()
      return {
        claimedAt: row['claimed_at'],
        streak: row['streak'],
        rank: row['rank'],
        balance: row['balance'],
      }
    },
  }
}

/** The row lock in Kysely. @type {import('./contestants.mjs').Contestant} */
export async function byKysely({ url, size, resetHour }) {
  const pool = await poolOf(url, size)
  /** @type {Kysely<Tables>} */
  const db = new Kysely({ dialect: new PostgresDialect({ pool }) }).withSchema('daylatch')
  return {
    checkIn: async (memberId, card) =>
      await db
        .transaction()
        .execute(async (tx) => await lockLookWrite(stepsOn(tx), { memberId, card, resetHour })),
    end: async () => await db.destroy(),
  }
}
