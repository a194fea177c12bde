import { cpus } from 'node:os'

const settings = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_sync_method',
  'shared_buffers',
  'max_wal_size',
  'wal_compression',
  'max_connections',
]

/**
 * What the figures were made on; without it they say nothing.
 *
 * @param {import('pg').ClientBase} client
 * @returns {Promise<Readonly<Record<string, string>>>}
 */
export async function circumstances(client) {
  const { rows } = await client.query('select name, setting, unit from pg_settings where name = any($1)', [
    settings,
  ])
  const postgres = Object.fromEntries(
    rows.map(({ name, setting, unit }) => [
      name,
      unit === '8kB' ? `${String(setting / 128)} MB` : unit === 'MB' ? `${String(setting)} MB` : setting,
    ]),
  )
  return {
    node: process.version,
    cpus: `${String(cpus().length)} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    ...Object.fromEntries(settings.map((name) => [name, postgres[name]])),
  }
}

/** @param {Readonly<Record<string, string>>} made */
export function tell(made) {
  for (const [name, value] of Object.entries(made)) console.log(`${name.padEnd(18)} ${value}`)
}
