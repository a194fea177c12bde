import {
  createDispatcher,
  type Database,
  day,
  type Dispatcher,
  fromPg,
  type Gateway,
  type GatewayAnswer,
  type Once,
  once,
  type PgPool,
} from 'daylatch'
import type { Call } from './calls.ts'
import { withStatements } from './statements.ts'

/** One process of an application: with connections, limits and a dispatcher of its own. */
export interface Process {
  readonly db: Database
  readonly checkIn: Once
  readonly message: Once
  readonly dispatcher: Dispatcher
}

/** How long a claim waits for rows: no order that the lab chooses takes as long. */
const patient = { cacheSize: 0, lockTimeoutMs: 60_000, patienceMs: 60_000 } as const

const shanghai = { zone: 'Asia/Shanghai' } as const

/** Story 1's check-in, of whose missed days one a month can be had back for 10. */
const checkInOptions = {
  ...patient,
  per: day({ ...shanghai, resetAt: '08:00' }),
  reward: { amount: 25, unit: 'reading' },
  rank: true,
  makeUp: { periodsBack: 7, perMonth: 1, cost: { amount: 10, unit: 'reading' } },
} as const

/**
 * @param rewrite what is done to a statement before it is sent: a guard that is taken away
 * @param call is told of each call of the gateway, before it has an effect
 */
export function newProcess(pool: PgPool, rewrite: (text: string) => string, call: Call): Process {
  const db = withStatements(fromPg(pool), (text) => rewrite(withPatience(text)))
  const message = once('message', { ...patient, per: day(shanghai) })
  const dispatcher = createDispatcher(db, {
    gateways: { sms: { gateway: gatewayThat(call), graceMs: 0 } },
    actionOf: () => message,
    onError: (error) => {
      throw error
    },
  })
  return { db, checkIn: once('check-in', checkInOptions), message, dispatcher }
}

/**
 * A batch gives up a row after 50 ms and then tries its claims one by one, and others wait five seconds. On a busy machine
 * that would be time that chooses the order, which here the lab does.
 */
function withPatience(text: string): string {
  return text.replace(/\block_timeout = \d+$/, 'lock_timeout = 60000')
}

/** It knows nothing of what it was asked to send to Dan, and takes everything else. */
function gatewayThat(call: Call): Gateway {
  return {
    class: 'queryable',
    timeoutMs: 60_000,
    send: async ({ attemptId, recipient }): Promise<GatewayAnswer> => {
      await call(attemptId)
      return recipient.startsWith('lost') ? { outcome: 'unknown', reason: 'lost' } : { outcome: 'accepted' }
    },
    lookUp: async () => ({ found: 'accepted' }),
  }
}
