import { and, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { balance, claim, counter, entry, latch } from './drizzle-tables.mjs'
import { lockLookWrite } from './flow.mjs'
import { poolOf } from './pool.mjs'
import { REWARD, UNIT } from './view.mjs'

/**
 * @param {Pick<import('drizzle-orm/node-postgres').NodePgDatabase, 'select' | 'insert' | 'update'>} tx
 * @returns {import('./flow.mjs').Steps}
 */
function stepsOn(tx) {
  /** @param {string} memberId */
  const own = (memberId) => and(eq(latch.subject, memberId), eq(latch.action, 'check-in'))
  return {
    look: async (memberId) => {
      const columns = { claimId: latch.claimId, endsAt: latch.endsAt, streak: latch.streak }
      return (await tx.select(columns).from(latch).where(own(memberId)).for('update'))[0]
    },
    open: async (memberId, account) => {
      const never = {
        startsAt: new Date(0),
        endsAt: new Date(1),
        claimedAt: new Date(0),
        period: '0001-01-01',
      }
      const row = {
        ...never,
        subject: memberId,
        action: 'check-in',
        claimId: sql`gen_random_uuid()`,
        account,
      }
      await tx
        .insert(latch)
        .values({ ...row, streak: 1, claims: 0 })
        .onConflictDoNothing()
    },
    take: async ({ memberId, id, today, now, account, streak }) => {
      const { key, ...bounds } = today
      const taken = { claimId: id, period: key, ...bounds, claimedAt: now, account, streak, released: false }
      await tx
        .update(latch)
        .set({ ...taken, claims: sql`${latch.claims} + 1` })
        .where(own(memberId))
    },
    pay: async ({ memberId, account }) => {
      const rows = await tx
        .insert(balance)
        .values({ subject: memberId, unit: UNIT, account, amount: REWARD, version: 1 })
        .onConflictDoUpdate({
          target: [balance.subject, balance.unit, balance.account],
          set: { amount: sql`${balance.amount} + excluded.amount`, version: sql`${balance.version} + 1` },
        })
        .returning({ amount: balance.amount, version: balance.version })
      return rows[0] ?? { amount: Number.NaN, version: Number.NaN }
    },
    enter: async ({ memberId, id, now, account }, paid) => {
      const row = { subject: memberId, unit: UNIT, account, seq: Number(paid.version), kind: 'reward' }
      await tx
        .insert(entry)
        .values({ ...row, amount: REWARD, balance: Number(paid.amount), claimId: id, enteredAt: now })
    },
    count: async (period) => {
      const rows = await tx
        .insert(counter)
        .values({ action: 'check-in', period, claims: 1 })
        .onConflictDoUpdate({
          target: [counter.action, counter.period],
          set: { claims: sql`${counter.claims} + 1` },
        })
        .returning({ claims: counter.claims })
      return rows[0]?.claims ?? Number.NaN
    },
    keep: async ({ memberId, id, today, now, account, streak }, seq, rank) => {
      const { key, ...bounds } = today
      const paid = { unit: UNIT, account, reward: REWARD, seq: Number(seq) }
      const row = { subject: memberId, claimId: id, action: 'check-in', period: key, zone: 'UTC', ...bounds }
      await tx.insert(claim).values({ ...row, claimedAt: now, streak, rank: Number(rank), ...paid })
    },
    record: async (memberId, claimId) => {
      const columns = {
        claimedAt: claim.claimedAt,
        streak: claim.streak,
        rank: claim.rank,
        balance: entry.balance,
      }
      const rows = await tx
        .select(columns)
        .from(claim)
        .innerJoin(
          entry,
          and(
            eq(entry.subject, claim.subject),
            eq(entry.unit, claim.unit),
            eq(entry.account, claim.account),
            eq(entry.seq, claim.seq),
          ),
        )
        .where(and(eq(claim.subject, memberId), eq(claim.claimId, claimId)))
      return rows[0] ?? { claimedAt: new Date(Number.NaN), streak: 0, rank: null, balance: 0 }
    },
  }
}

/** The row lock in Drizzle. @type {import('./contestants.mjs').Contestant} */
export async function byDrizzle({ url, size, resetHour }) {
  const pool = await poolOf(url, size)
  const db = drizzle(pool)
  return {
    checkIn: async (memberId, card) =>
      await db.transaction(async (tx) => await lockLookWrite(stepsOn(tx), { memberId, card, resetHour })),
    end: async () => await pool.end(),
  }
}
