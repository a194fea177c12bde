import { AsyncLocalStorage } from 'node:async_hooks'
import { isDevelopment } from '../development.ts'
import type { Database } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'

/** A block that runs on a connection of this pool. */
interface RunningBlock {
  readonly pool: object
  readonly around: RunningBlock | undefined
  isOver: boolean
}

const running = new AsyncLocalStorage<RunningBlock>()

/**
 * Runs a block on a connection of the pool, and watches whether it takes a second one: with ten such blocks on a pool of
 * ten, each would wait for one of the others. It shows under load only, so it is thrown in development.
 */
export async function runBlock<T>(db: Database, block: () => T | Promise<T>): Promise<T> {
  if (db.isJoined) return await block()
  db.watchCheckouts?.(refuseCheckout)
  const own: RunningBlock = { pool: db.source, around: running.getStore(), isOver: false }
  try {
    return await running.run(own, async () => await block())
  } finally {
    own.isOver = true
  }
}

/** Whether this runs inside the block of a claim, whatever its pool. */
export function isInsideClaim(): boolean {
  for (let block = running.getStore(); block !== undefined; block = block.around)
    if (!block.isOver) return true
  return false
}

function refuseCheckout(pool: object): Error | undefined {
  for (let block = running.getStore(); block !== undefined; block = block.around) {
    if (block.pool === pool && !block.isOver) return refusal()
  }
  return undefined
}

function refusal(): Error | undefined {
  const error = new DaylatchError(
    'POOL_REENTRY',
    'The block of a claim takes another connection of the same pool, and would wait for itself under load. Use the `tx` that it is given.',
  )
  if (isDevelopment()) return error
  process.emitWarning(error.stack ?? error.message, { type: 'DaylatchWarning', code: 'pool-reentry' })
  return undefined
}
