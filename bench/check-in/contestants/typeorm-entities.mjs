import { EntitySchema } from 'typeorm'

/**
 * @param {string} name
 * @param {Readonly<Record<string, [type: import('typeorm').ColumnType, name: string, isKey?: boolean]>>} columns
 * @returns {EntitySchema<any>}
 */
function entity(name, columns) {
  return new EntitySchema({
    name,
    schema: 'daylatch',
    tableName: name,
    columns: Object.fromEntries(
      Object.entries(columns).map(([property, [type, column, isKey = false]]) => [
        property,
        { type, name: column, primary: isKey, nullable: !isKey },
      ]),
    ),
  })
}

export const Latch = entity('latch', {
  subject: ['text', 'subject', true],
  action: ['text', 'action', true],
  claimId: ['uuid', 'claim_id'],
  period: ['text', 'period'],
  startsAt: ['timestamptz', 'starts_at'],
  endsAt: ['timestamptz', 'ends_at'],
  claimedAt: ['timestamptz', 'claimed_at'],
  account: ['text', 'account'],
  released: ['boolean', 'released'],
  streak: ['int', 'streak'],
  claims: ['bigint', 'claims'],
})

export const Claim = entity('claim', {
  subject: ['text', 'subject', true],
  claimId: ['uuid', 'claim_id', true],
  action: ['text', 'action'],
  period: ['text', 'period'],
  zone: ['text', 'zone'],
  startsAt: ['timestamptz', 'starts_at'],
  endsAt: ['timestamptz', 'ends_at'],
  claimedAt: ['timestamptz', 'claimed_at'],
  streak: ['int', 'streak'],
  rank: ['bigint', 'rank'],
  unit: ['text', 'unit'],
  account: ['text', 'account'],
  reward: ['bigint', 'reward'],
  seq: ['bigint', 'seq'],
})

export const Balance = entity('balance', {
  subject: ['text', 'subject', true],
  unit: ['text', 'unit', true],
  account: ['text', 'account', true],
  amount: ['bigint', 'amount'],
  version: ['bigint', 'version'],
})

export const Entry = entity('entry', {
  subject: ['text', 'subject', true],
  unit: ['text', 'unit', true],
  account: ['text', 'account', true],
  seq: ['bigint', 'seq', true],
  kind: ['text', 'kind'],
  amount: ['bigint', 'amount'],
  balance: ['bigint', 'balance'],
  claimId: ['uuid', 'claim_id'],
  enteredAt: ['timestamptz', 'entered_at'],
})

export const Counter = entity('period_counter', {
  action: ['text', 'action', true],
  period: ['text', 'period', true],
  claims: ['bigint', 'claims'],
})
