import { bigint, boolean, integer, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const daylatch = pgSchema('daylatch')
/** @param {string} name */
const instant = (name) => timestamp(name, { withTimezone: true }).notNull()
/** @param {string} name */
const whole = (name) => bigint(name, { mode: 'number' })

export const latch = daylatch.table('latch', {
  subject: text().notNull(),
  action: text().notNull(),
  claimId: uuid('claim_id').notNull(),
  period: text().notNull(),
  startsAt: instant('starts_at'),
  endsAt: instant('ends_at'),
  claimedAt: instant('claimed_at'),
  account: text().notNull(),
  released: boolean().notNull().default(false),
  streak: integer().notNull(),
  claims: whole('claims').notNull(),
})

export const claim = daylatch.table('claim', {
  subject: text().notNull(),
  claimId: uuid('claim_id').notNull(),
  action: text().notNull(),
  period: text().notNull(),
  zone: text().notNull(),
  startsAt: instant('starts_at'),
  endsAt: instant('ends_at'),
  claimedAt: instant('claimed_at'),
  streak: integer().notNull(),
  rank: whole('rank'),
  unit: text(),
  account: text(),
  reward: whole('reward'),
  seq: whole('seq'),
})

export const balance = daylatch.table('balance', {
  subject: text().notNull(),
  unit: text().notNull(),
  account: text().notNull(),
  amount: whole('amount').notNull(),
  version: whole('version').notNull(),
})

export const entry = daylatch.table('entry', {
  subject: text().notNull(),
  unit: text().notNull(),
  account: text().notNull(),
  seq: whole('seq').notNull(),
  kind: text().notNull(),
  amount: whole('amount').notNull(),
  balance: whole('balance').notNull(),
  claimId: uuid('claim_id'),
  enteredAt: instant('entered_at'),
})

export const counter = daylatch.table('period_counter', {
  action: text().notNull(),
  period: text().notNull(),
  claims: whole('claims').notNull(),
})
