import { compareZone, type Database, type ZoneComparison } from 'daylatch'
import type { Config } from '../../config/schema.ts'
import type { Finding } from './finding.ts'

/** The zones that the configuration counts by, each once. */
export function zonesOf(config: Config): readonly string[] {
  const others = Object.values(config.actions).map(({ zone }) => zone ?? config.zone)
  return [...new Set([config.zone, ...others])]
}

/** The time zone data of this program and of the database against each other, for the zones in use. */
export async function checkZones(db: Database, zones: readonly string[]): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const zone of zones) findings.push(toFinding(await compareZone(db, zone)))
  return findings
}

function toFinding(compared: ZoneComparison): Finding {
  const { zone, verdict } = compared
  const check = 'zones'
  if (verdict === 'same') {
    const [from, to] = [compared.from, compared.to].map((at) => at.toISOString().slice(0, 10))
    const text = `${zone}: this program and the database agree from ${from ?? ''} to ${to ?? ''}.`
    return { check, level: 'ok', text, facts: { ...compared } }
  }
  // Days are computed by this program alone, so the site is right with itself: hence no error.
  const advice =
    'Days are counted by this program; SQL that names the zone goes by the database. Update the older of the two: ' +
    `the database's time zone data, or Node.js (${process.versions.tz ?? 'without zone data of its own'}).`
  const text =
    verdict === 'unknown'
      ? `${zone}: the database does not know this zone. ${advice}`
      : `${zone}: at ${compared.at.toISOString()} this program counts UTC${hours(compared.runtimeSeconds)}, ` +
        `the database UTC${hours(compared.databaseSeconds)}. ${advice}`
  return { check, level: 'warning', text, facts: { ...compared } }
}

function hours(seconds: number): string {
  const minutes = Math.abs(Math.round(seconds / 60))
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
