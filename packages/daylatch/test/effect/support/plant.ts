import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { EffectState } from '../../../src/effect/states.ts'

export interface Planted {
  readonly subject: string
  readonly id: string
}

export interface PlantOptions {
  readonly subject?: string
  readonly state?: EffectState
  readonly attempt?: number
  readonly gateway?: string
  /** @default now for a state in which something is still to be done */
  readonly dueAt?: string
  readonly endsAt?: string
  readonly recipient?: string
}

/** Puts an effect into the tables in any state, with the one event of its making. It has no claim. */
export async function plant(pool: Pick<Pool, 'query'>, options: PlantOptions = {}): Promise<Planted> {
  const id = randomUUID()
  const {
    subject = `client:${id}`,
    state = 'pending',
    attempt = 0,
    gateway = 'fast',
    endsAt = '2999-01-01',
    recipient = `to ${subject}`,
  } = options
  const isOpen = ['pending', 'held', 'sending', 'unknown'].includes(state)
  const dueAt = isOpen ? (options.dueAt ?? '2026-01-01') : null
  await pool.query(
    `with planted as (
       insert into daylatch.effect (subject, effect_id, action, subjects, claim_ids, period, zone, ends_at, gateway,
         recipient, payload, state, due_at, attempt, asked_at, events, first_sent_at, last_sent_at)
       values ($1, $2, 'message', array[$1], array[$2::uuid], '2026-11-22', 'Asia/Shanghai', $3, $4, $5,
         '{"text": "hello"}', $6, $7, $8, daylatch.clock(), 1,
         case when $8 > 0 then daylatch.clock() end, case when $8 > 0 then daylatch.clock() end)
       returning subject, effect_id, state, attempt
     )
     insert into daylatch.effect_event (subject, effect_id, seq, at, from_state, to_state, attempt, reason)
     select subject, effect_id, 1, daylatch.clock(), null, state, attempt, 'planted' from planted`,
    [subject, id, endsAt, gateway, recipient, state, dueAt, attempt],
  )
  return { subject, id }
}

/** An effect's state and attempt: `sending 1`. */
export async function stateOf(pool: Pick<Pool, 'query'>, { id }: Planted): Promise<string> {
  const { rows } = await pool.query<{ state: string }>(
    `select state || ' ' || attempt as state from daylatch.effect where effect_id = $1`,
    [id],
  )
  return rows[0]?.state ?? 'absent'
}

/** Its history, each event as `from > to attempt reason`. */
export async function historyOf(pool: Pick<Pool, 'query'>, { id }: Planted): Promise<readonly string[]> {
  const { rows } = await pool.query<{ event: string }>(
    `select coalesce(from_state, '') || ' > ' || to_state || ' ' || attempt || ' ' || reason as event
     from daylatch.effect_event where effect_id = $1 order by seq`,
    [id],
  )
  return rows.map(({ event }) => event)
}
