import { randomUUID } from 'node:crypto'

let lastMs = 0
let sequence = 0

/**
 * A new id for an attempt (UUID version 7): later ones of this process sort after earlier ones, so that a batch can be
 * numbered in the order in which its requests came. 62 bits of it are random.
 */
export function newClaimId(): string {
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    sequence = 0
  } else if (++sequence > 0xfff) {
    lastMs += 1
    sequence = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${(0x1000 + sequence).toString(16).slice(1)}-${randomUUID().slice(19)}`
}
