import { expect, test } from 'vitest'
import { told } from '../../src/check-in/told.ts'

const checkIn = {
  period: '2026-11-22',
  claimedAt: '2026-11-22T01:12:00.000Z',
  reward: 25,
  bonus: 0,
  unit: 'reading',
  card: 1,
  balance: 25,
  streak: 1,
  rank: 37,
  resetsAt: '2026-11-23T00:00:00.000Z',
}

test.each(['looking', 'unknown', 'not-counted'] as const)('a record settles the doubt of "%s"', (kind) => {
  expect(told({ kind }, checkIn)).toEqual({ kind: 'found' })
  expect(told({ kind }, null)).toEqual({ kind })
})

test.each(['refused', 'signed-out'] as const)('a record from elsewhere ends the talk of "%s"', (kind) => {
  expect(told({ kind }, checkIn)).toEqual({ kind: 'none' })
})

test.each(['none', 'sending', 'claimed', 'already', 'found'] as const)(
  '"%s" stands beside a record',
  (kind) => {
    expect(told({ kind }, checkIn)).toEqual({ kind })
  },
)
