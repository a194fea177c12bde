import { balances, fromPg, grant } from 'daylatch'
import type { Pool } from 'pg'
import type { TestMember } from './member.ts'

/** Puts reading quota on a member's card, past the site. */
export async function fill(pool: Pool, { id }: TestMember, amount: number, card = 1): Promise<void> {
  await grant(fromPg(pool), id, { unit: 'reading', account: String(card), amount, reason: 'test' })
}

/** What is on a member's card, and how much of it is set aside. */
export async function holds(pool: Pool, { id }: TestMember, card = 1): Promise<readonly [number, number]> {
  const accounts = await balances(fromPg(pool), id)
  const found = accounts.find(({ account }) => account === String(card))
  return [found?.amount ?? 0, found?.held ?? 0]
}
