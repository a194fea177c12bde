import { lockLookWrite } from './flow.mjs'
import { REWARD, UNIT } from './view.mjs'

const FOLDER = new URL('../../prisma/node_modules/', import.meta.url)

/**
 * `any`: what is generated is not there when types are checked.
 *
 * @param {any} tx
 * @returns {import('./flow.mjs').Steps}
 */
function stepsOn(tx) {
  return {
    look: async (memberId) => {
      // Prisma has no word for a lock.
      const rows = await tx.$queryRaw`
        select claim_id as "claimId", ends_at as "endsAt", streak from daylatch.latch
        where subject = ${memberId} and action = 'check-in' for update`
      return rows[0]
    },
    open: async (memberId, account) => {
      const never = {
        startsAt: new Date(0),
        endsAt: new Date(1),
        claimedAt: new Date(0),
        period: '0001-01-01',
      }
      const row = { ...never, subject: memberId, action: 'check-in', claimId: crypto.randomUUID(), account }
      await tx.latch.createMany({ data: [{ ...row, streak: 1, claims: 0 }], skipDuplicates: true })
    },
    take: async ({ memberId, id, today, now, account, streak }) => {
      const { key, ...bounds } = today
      const taken = { claimId: id, period: key, ...bounds, claimedAt: now, account, streak, released: false }
      await tx.latch.update({
        where: { subject_action: { subject: memberId, action: 'check-in' } },
        data: { ...taken, claims: { increment: 1 } },
      })
    },
    pay: async ({ memberId, account }) => {
      const key = { subject: memberId, unit: UNIT, account }
      const paid = await tx.balance.upsert({
        where: { subject_unit_account: key },
        create: { ...key, amount: REWARD, version: 1 },
        update: { amount: { increment: REWARD }, version: { increment: 1 } },
      })
      return { amount: String(paid.amount), version: String(paid.version) }
    },
    enter: async ({ memberId, id, now, account }, { amount, version }) => {
      const row = { subject: memberId, unit: UNIT, account, seq: Number(version), kind: 'reward' }
      await tx.entry.create({
        data: { ...row, amount: REWARD, balance: Number(amount), claimId: id, enteredAt: now },
      })
    },
    count: async (period) => {
      const key = { action: 'check-in', period }
      const { claims } = await tx.counter.upsert({
        where: { action_period: key },
        create: { ...key, claims: 1 },
        update: { claims: { increment: 1 } },
      })
      return String(claims)
    },
    keep: async ({ memberId, id, today, now, account, streak }, seq, rank) => {
      const { key, ...bounds } = today
      const row = { subject: memberId, claimId: id, action: 'check-in', period: key, zone: 'UTC', ...bounds }
      const paid = { unit: UNIT, account, reward: REWARD, seq: Number(seq) }
      await tx.claim.create({ data: { ...row, claimedAt: now, streak, rank: Number(rank), ...paid } })
    },
    record: async (memberId, claimId) => {
      const key = { subject: memberId, claimId }
      const claim = await tx.claim.findUniqueOrThrow({ where: { subject_claimId: key } })
      const { unit, account, seq } = claim
      const where = { subject_unit_account_seq: { subject: memberId, unit, account, seq } }
      const entry = await tx.entry.findUniqueOrThrow({ where })
      return {
        claimedAt: claim.claimedAt,
        streak: claim.streak,
        rank: claim.rank,
        balance: String(entry.balance),
      }
    },
  }
}

/** The row lock in an interactive transaction of Prisma. @type {import('./contestants.mjs').Contestant} */
export async function byPrisma({ url, size, resetHour }) {
  const { PrismaClient } = await import(new URL('.daylatch/index.js', FOLDER).href)
  const { PrismaPg } = await import(new URL('@prisma/adapter-pg/dist/index.mjs', FOLDER).href)
  const adapter = new PrismaPg({ connectionString: url, max: size, idleTimeoutMillis: 0 })
  // Whoever waits for the pool or for the counter is not to be thrown out meanwhile.
  const prisma = new PrismaClient({ adapter, transactionOptions: { maxWait: 60_000, timeout: 60_000 } })
  return {
    checkIn: async (memberId, card) =>
      await prisma.$transaction(
        async (/** @type {unknown} */ tx) => await lockLookWrite(stepsOn(tx), { memberId, card, resetHour }),
      ),
    end: async () => await prisma.$disconnect(),
  }
}
