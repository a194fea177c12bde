const keyBytes = 16

/** A key that marks one wish of the member's, for `Idempotency-Key`. */
export function newKey(): string {
  // Not `randomUUID`: browsers keep that from pages that come over plain HTTP from another computer.
  const bytes = crypto.getRandomValues(new Uint8Array(keyBytes))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
