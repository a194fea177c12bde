/** An instant as a zone's clocks show it, to the second. */
export function localTime(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return parts.format(at)
}

/** The same with the zone's name, for the first mention. */
export function zonedTime(at: Date, zone: string): string {
  return `${localTime(at, zone)} (${zone})`
}

/** `main` is the one account where there are no cards. */
export function accountName(account: string): string {
  return /^\d+$/.test(account) ? `card ${account}` : account === 'main' ? 'the account' : `account ${account}`
}

export function signed(amount: number): string {
  return amount < 0 ? `−${-amount}` : `+${amount}`
}

export function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`
}
