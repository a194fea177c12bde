import type { AccountExplanation, Entry, Reservation } from 'daylatch'
import { accountName, localTime, signed } from './words.ts'

/** What an account holds, how it came to that, and what is set aside of it. */
export function accountSentences(
  account: AccountExplanation,
  reservations: readonly Reservation[],
  names: ReadonlyMap<string, string>,
  zone: string,
): readonly string[] {
  const { unit, amount, held, version, entries } = account
  const own = reservations.filter(
    (reservation) => reservation.unit === unit && reservation.account === account.account,
  )
  const aside = held === 0 ? '' : `, ${held} of it set aside: ${amount - held} can be spent`
  const shown = version > entries.length ? `, the latest ${entries.length}` : ''
  return [
    `${capital(accountName(account.account))} holds ${amount} ${unit}${aside}. Entries: ${version}${shown}`,
    ...entries.map((entry) => `  ${entrySentence(entry, names, zone)}`),
    ...own.map((reservation) => `  ${reservationSentence(reservation, zone)}`),
  ]
}

const KINDS: Readonly<Record<Entry['kind'], string>> = {
  reward: 'reward of a claim',
  'make-up': 'reward of a made-up claim',
  'make-up-cost': 'cost of making up',
  grant: 'granted',
  spend: 'spent',
  settle: 'spent, from what was set aside',
  correction: 'corrected',
}

function entrySentence(entry: Entry, names: ReadonlyMap<string, string>, zone: string): string {
  const { seq, kind, amount, balance, actor, reason, key, enteredAt } = entry
  const by = actor === null ? '' : ` by ${names.get(actor) ?? actor}`
  const because = reason === null ? '' : ` because: ${reason}`
  const asked = key === null ? '' : ` (key ${key})`
  return `${seq}. ${localTime(enteredAt, zone)}  ${signed(amount)} = ${balance}  ${KINDS[kind]}${by}${because}${asked}`
}

const STATES: Readonly<Record<Reservation['state'], string>> = {
  held: 'is set aside',
  settled: 'was set aside, and spent',
  released: 'was set aside, and given back',
  expired: 'was set aside, and fell back after its time',
}

function reservationSentence(reservation: Reservation, zone: string): string {
  const { amount, state, key, reason, reservedAt, expiresAt } = reservation
  const until = state === 'held' ? ` until ${localTime(expiresAt, zone)}` : ''
  const because = reason === null ? '' : ` for: ${reason}`
  const asked = key === null ? '' : ` (key ${key})`
  return `${amount} ${STATES[state]}, since ${localTime(reservedAt, zone)}${until}${because}${asked}`
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
