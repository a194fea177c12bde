import { DataSource } from 'typeorm'
import { lockLookWrite } from './flow.mjs'
import { Balance, Claim, Counter, Entry, Latch } from './typeorm-entities.mjs'
import { REWARD, UNIT } from './view.mjs'

/**
 * @param {import('typeorm').EntityManager} manager
 * @returns {import('./flow.mjs').Steps}
 */
function stepsOn(manager) {
  return {
    look: async (memberId) => {
      const where = { subject: memberId, action: 'check-in' }
      return (await manager.findOne(Latch, { where, lock: { mode: 'pessimistic_write' } })) ?? undefined
    },
    open: async (memberId, account) => {
      const never = {
        startsAt: new Date(0),
        endsAt: new Date(1),
        claimedAt: new Date(0),
        period: '0001-01-01',
      }
      await manager
        .createQueryBuilder()
        .insert()
        .into(Latch)
        .values({
          ...never,
          subject: memberId,
          action: 'check-in',
          claimId: () => 'gen_random_uuid()',
          account,
          streak: 1,
          claims: 0,
          released: false,
        })
        .orIgnore()
        .execute()
    },
    take: async ({ memberId, id, today, now, account, streak }) => {
      const { key, ...bounds } = today
      const taken = { claimId: id, period: key, ...bounds, claimedAt: now, account, streak, released: false }
      const where = { subject: memberId, action: 'check-in' }
      await manager.update(Latch, where, { ...taken, claims: () => 'claims + 1' })
    },
    pay: async ({ memberId, account }) => {
      const key = { subject: memberId, unit: UNIT, account }
      // Nobody else can be here: the latch is locked.
      const found = await manager.findOneBy(Balance, key)
      const amount = Number(found?.amount ?? 0) + REWARD
      const version = Number(found?.version ?? 0) + 1
      if (found === null) await manager.insert(Balance, { ...key, amount, version })
      else await manager.update(Balance, key, { amount, version })
      return { amount, version }
    },
    enter: async ({ memberId, id, now, account }, { amount, version }) => {
      const key = { subject: memberId, unit: UNIT, account, seq: version }
      await manager.insert(Entry, {
        ...key,
        kind: 'reward',
        amount: REWARD,
        balance: amount,
        claimId: id,
        enteredAt: now,
      })
    },
    count: async (period) => {
      const where = { action: 'check-in', period }
      await manager
        .createQueryBuilder()
        .insert()
        .into(Counter)
        .values({ ...where, claims: 0 })
        .orIgnore()
        .execute()
      await manager.increment(Counter, where, 'claims', 1)
      return (await manager.findOneByOrFail(Counter, where)).claims
    },
    keep: async ({ memberId, id, today, now, account, streak }, seq, rank) => {
      const { key, ...bounds } = today
      await manager.insert(Claim, {
        subject: memberId,
        claimId: id,
        action: 'check-in',
        period: key,
        zone: 'UTC',
        ...bounds,
        claimedAt: now,
        streak,
        rank,
        unit: UNIT,
        account,
        reward: REWARD,
        seq,
      })
    },
    record: async (memberId, claimId) => {
      const claim = await manager.findOneByOrFail(Claim, { subject: memberId, claimId })
      const { unit, account, seq } = claim
      const entry = await manager.findOneByOrFail(Entry, { subject: memberId, unit, account, seq })
      return { ...claim, balance: entry.balance }
    },
  }
}

/** The row lock in TypeORM, as its manual does it. @type {import('./contestants.mjs').Contestant} */
export async function byTypeorm({ url, size, resetHour }) {
  const source = new DataSource({
    type: 'postgres',
    url,
    poolSize: size,
    entities: [Latch, Claim, Balance, Entry, Counter],
    installExtensions: false,
  })
  await source.initialize()
  return {
    checkIn: async (memberId, card) =>
      await source.transaction(
        async (manager) => await lockLookWrite(stepsOn(manager), { memberId, card, resetHour }),
      ),
    end: async () => await source.destroy(),
  }
}
