import { isZone } from '../verdict/local-time.ts'

/** Where a client's zone is from: his number's region, or somebody who set it. */
export type ZoneSource = 'number' | 'set'

/** Who said that a client wants no messages: staff, an imported file, the client's own reply, the gateway. */
export type OptOutSource = 'staff' | 'import' | 'reply' | 'gateway'

export interface ZoneChoice {
  readonly zone: string | null
  readonly zoneSource: ZoneSource | null
}

/** A zone that somebody set counts more than the number's; without either it is unknown. */
export function chooseZone(set: string | null, ofNumber: string | null): ZoneChoice {
  if (set !== null) return { zone: set, zoneSource: 'set' }
  return { zone: ofNumber, zoneSource: ofNumber === null ? null : 'number' }
}

export const LONGEST_NAME = 80

/** The name without what nobody sees at its ends; `undefined` where nothing of it can be seen, or it is no line. */
export function readName(text: string): string | undefined {
  const name = text.trim()
  const isName = /[^\p{C}\p{Z}]/u.test(name) && !/\p{Cc}/u.test(name) && name.length <= LONGEST_NAME
  return isName ? name : undefined
}

/** The zone by its own spelling, or `undefined` where there is none of that name. */
export function readZone(text: string): string | undefined {
  const name = text.trim()
  if (name.length > 64 || !isZone(name)) return undefined
  const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions()
  // Only its capitals are put right: the runtime also has other names for some zones.
  return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name
}

/** Two rows with the same of these are the same client entered twice. Two names may share a number. */
export function sameClientKey(name: string, number: string): string {
  return `${number} ${name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim()}`
}
