import type { Database } from '../../drivers/database.ts'
import { RefusedByBackstop } from '../../once/single-claim.ts'
import { settledByBackstop } from './backstop.ts'
import type { Ending } from './results.ts'
import { type Patience, sendTogether } from './send-together.ts'
import type { SlotTaker } from './take-slots.ts'
import type { CheckedWish } from './wish.ts'

/** How often a wish is tried whose winner was gone at the second look: its period ended, or its claim was released. */
const TRIES = 4

/**
 * One wish, in a transaction of its own or behind a savepoint of the caller's.
 *
 * @throws {DaylatchError}
 */
export async function sendOne(
  db: Database,
  taker: SlotTaker,
  wish: CheckedWish,
  patience: Patience,
): Promise<Exclude<Ending, { readonly kind: 'again' | 'failed' }>> {
  for (let tries = 1; ; tries += 1) {
    const ending = await tryOnce(db, taker, wish, tries === TRIES, patience)
    if (ending.kind === 'failed') throw ending.error
    if (ending.kind !== 'again') return ending
    if (tries === TRIES) throw new TypeError('Expected a verdict from the last try')
  }
}

async function tryOnce(
  db: Database,
  taker: SlotTaker,
  wish: CheckedWish,
  isLast: boolean,
  patience: Patience,
): Promise<Ending> {
  try {
    const [ending] = await sendTogether(db, taker, [wish], isLast, patience)
    return ending ?? { kind: 'again' }
  } catch (error) {
    if (!(error instanceof RefusedByBackstop)) throw error
    return await settledByBackstop(db, taker, wish, error)
  }
}
