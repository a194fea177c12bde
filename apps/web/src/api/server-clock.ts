let offsetMs = 0

/**
 * Takes the time from an answer's `Date` header, so that a countdown is right on a computer whose clock is wrong.
 * The header counts in whole seconds; a difference below two of them is taken for none.
 */
export function noteServerTime(header: string | null): void {
  const serverMs = header === null ? Number.NaN : Date.parse(header)
  if (Number.isNaN(serverMs)) return
  const difference = serverMs - Date.now()
  offsetMs = Math.abs(difference) < 2_000 ? 0 : difference
}

/** The server's time now, as far as this page knows it. */
export function serverNow(): number {
  return Date.now() + offsetMs
}
