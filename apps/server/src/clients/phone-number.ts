import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { zoneOfNumber } from './number-zones.ts'

/** A number that exists, as it is kept. */
export interface PhoneNumber {
  readonly number: string
  /** The time zone of the number's region, where that is one alone; else `null`: it is not guessed. */
  readonly zone: string | null
}

const LONGEST = 40

/**
 * Reads a telephone number as people write it, and gives its E.164 form; `undefined` where no such number can exist, by
 * the numbering plans that the library knows.
 *
 * Without a region only the international form, with + and country code, is a number: what a national one means would
 * have to be guessed. Full-width digits count as digits. Invisible characters, which come along when a number is copied from an address book, are dropped,
 * and so is the apostrophe that spreadsheets put in front of what they would calculate. An extension has no telephone
 * that takes messages.
 *
 * @param region ISO 3166-1 code, such as CN, of the country whose national form is read as well
 */
export function readPhoneNumber(text: string, region?: string): PhoneNumber | undefined {
  const visible = text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
    .replace(/^'/, '')
  if (visible.length > LONGEST) return undefined
  const country = region !== undefined && isSupportedCountry(region) ? region : undefined
  const parsed = parsePhoneNumberFromString(visible, {
    extract: false,
    ...(country === undefined ? {} : { defaultCountry: country }),
  })
  if (parsed === undefined || parsed.ext !== undefined || !parsed.isValid()) return undefined
  return { number: parsed.number, zone: zoneOfNumber(parsed.number, parsed.country) }
}

/** Whether the library knows numbers of this country. */
export function isRegion(code: string): boolean {
  return isSupportedCountry(code)
}
