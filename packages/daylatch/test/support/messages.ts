import type { Pool } from 'pg'
import { day, type EffectWish, once, type Once, type OnceOptions } from '../../src/index.ts'

/** Story 2's message: once per calendar day in Shanghai. */
export function messageOnce(options: Partial<OnceOptions> = {}): Once {
  return once('message', { per: day({ zone: 'Asia/Shanghai' }), ...options })
}

/** A message to one number; with `also` the number is limited as well. */
export function text(words: string, options: Partial<EffectWish> = {}): EffectWish {
  return { gateway: 'sms', recipient: '+8613800000000', payload: { text: words }, ...options }
}

/** What the tables hold in all: exact numbers for a test to compare. */
export interface EffectTally {
  readonly latches: number
  /** Unreleased ones. */
  readonly claims: number
  readonly released: number
  readonly effects: number
  readonly events: number
}

export async function effectTally(pool: Pool): Promise<EffectTally> {
  const { rows } = await pool.query<EffectTally>(`
    select (select count(*)::int from daylatch.latch) as latches,
      (select count(*)::int from daylatch.claim where released_at is null) as claims,
      (select count(*)::int from daylatch.claim where released_at is not null) as released,
      (select count(*)::int from daylatch.effect) as effects,
      (select count(*)::int from daylatch.effect_event) as events`)
  const [row] = rows
  if (row === undefined) throw new Error('Expected one row')
  return row
}
