import { randomUUID } from 'node:crypto'

let lastNumber = 100_000_000

/**
 * Clients of the site, as an import would have left them.
 *
 * @param {import('pg').Pool} pool
 * @param {number} count
 */
export async function makeClients(pool, count) {
  const made = Array.from({ length: count }, () => ({
    id: randomUUID(),
    number: `+861${String(3_000_000_000 + (lastNumber += 1))}`,
  }))
  await pool.query(
    `insert into site.client (id, name, number, zone, zone_source)
     select id, 'Client ' || number, number, 'Asia/Shanghai', 'number' from unnest($1::uuid[], $2::text[]) as t (id, number)`,
    [made.map(({ id }) => id), made.map(({ number }) => number)],
  )
  return made
}
