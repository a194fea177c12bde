import type { Pool } from 'pg'

/** A message that is left for a gateway, with nothing around it but its row. @returns its id */
export async function plantMessage(
  pool: Pool,
  gateway: string,
  state: 'pending' | 'unknown' = 'pending',
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into daylatch.effect (subject, effect_id, action, subjects, claim_ids, period, zone, ends_at, gateway, recipient,
       payload, state, due_at, asked_at, events)
     select 'client:' || i.id, i.id, 'message', array['client:' || i.id], array[i.id], '2026-11-22', 'Asia/Shanghai',
       '2999-01-01', $1, '+12025550100', '{"text": "hello"}', $2, '2999-01-01', daylatch.clock(), 0
     from (select gen_random_uuid() as id) i
     returning effect_id as id`,
    [gateway, state],
  )
  return rows[0]?.id ?? ''
}
