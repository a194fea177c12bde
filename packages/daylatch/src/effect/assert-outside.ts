import type { Database } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import { isInsideLock } from '../lock/held.ts'
import { isInsideClaim } from '../once/claim-block.ts'

/**
 * To be called before anything that calls a gateway: inside a lock, a claim's block or a caller's transaction the call
 * would keep others waiting for a server that is not ours, and a rollback would not take it back.
 *
 * A claim's block on a client of the caller's is inside his transaction, which is refused as such.
 *
 * @param what the call that is refused, for the message
 * @throws {DaylatchError} EFFECT_IN_TRANSACTION
 */
export function assertOutside(db: Database, what: string): void {
  const place = db.isJoined
    ? 'a transaction of yours'
    : isInsideLock()
      ? 'the block of a lock'
      : isInsideClaim()
        ? 'the block of a claim'
        : undefined
  if (place === undefined) return
  throw new DaylatchError(
    'EFFECT_IN_TRANSACTION',
    `\`${what}\` calls a gateway, and must not be called inside ${place}: everybody would wait with it. Call it after the commit, with the pool.`,
  )
}
