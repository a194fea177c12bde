import { cpus } from 'node:os'

/** @typedef {import('./rounds.mjs').Score} Score */

const settings = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_sync_method',
  'shared_buffers',
  'max_connections',
]

/**
 * What the figures were made on; without it they say nothing.
 *
 * @param {import('pg').Client} client
 * @returns {Promise<Readonly<Record<string, string>>>}
 */
export async function circumstances(client) {
  const { rows } = await client.query('select name, setting, unit from pg_settings where name = any($1)', [
    settings,
  ])
  const postgres = Object.fromEntries(
    rows.map(({ name, setting, unit }) => [name, unit === '8kB' ? `${String(setting / 128)} MB` : setting]),
  )
  return {
    node: process.version,
    cpus: `${String(cpus().length)} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    ...Object.fromEntries(settings.map((name) => [name, postgres[name]])),
  }
}

/** @param {readonly Score[]} scores */
export function table(scores) {
  const rows = scores.map(({ scenario, contestant, perSecond, cpuMicros, ratio }) => [
    scenario,
    contestant,
    perSecond.median.toFixed(0),
    `${perSecond.q1.toFixed(0)}–${perSecond.q3.toFixed(0)}`,
    ratio.median.toFixed(3),
    `${ratio.q1.toFixed(3)}–${ratio.q3.toFixed(3)}`,
    cpuMicros.median.toFixed(0),
  ])
  const all = [
    ['scenario', 'contestant', 'tx/s', 'middle half', 'ratio', 'middle half', 'CPU µs/tx'],
    ...rows,
  ]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? []
  return all.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')).join('\n')
}

/**
 * @param {readonly Score[]} scores
 * @param {number} goal
 */
export function verdicts(scores, goal) {
  return scores
    .filter(({ contestant }) => contestant === 'withLock')
    .map(({ scenario, ratio }) => {
      const isMet = ratio.median >= goal
      return `${scenario}: withLock has ${ratio.median.toFixed(3)} of the same by hand, goal ${String(goal)} ${isMet ? 'met' : 'MISSED'}`
    })
}
