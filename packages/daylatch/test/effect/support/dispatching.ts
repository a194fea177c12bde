import { onTestFinished } from 'vitest'
import { waitFor } from '@daylatch/test-kit'
import type { Pool, PoolClient } from 'pg'
import {
  createDispatcher,
  type Database,
  day,
  type Dispatcher,
  type DispatcherOptions,
  type Gateway,
  type GatewayAnswer,
  type GatewayMessage,
  type GatewaySetup,
  type SendContext,
} from '../../../src/index.ts'
import { type Planted, stateOf } from './plant.ts'

/** A gateway in this process that remembers what arrived, and does as it is told. */
export interface TestGateway extends Gateway {
  /** Attempt ids, in the order in which their first byte was written. */
  readonly arrivals: string[]
}

export type Behaviour = (
  message: GatewayMessage,
  context: SendContext,
) => Promise<GatewayAnswer> | GatewayAnswer

export const accepted: GatewayAnswer = { outcome: 'accepted', gatewayRef: 'ref' }

/** @param behave what happens after the first byte was written */
export function testGateway(behave: Behaviour = () => accepted, rest: Partial<Gateway> = {}): TestGateway {
  const arrivals: string[] = []
  return {
    class: 'blind',
    timeoutMs: 60_000,
    arrivals,
    send: async (message, context) => {
      context.assertLease()
      arrivals.push(`${message.effectId}.${message.attempt}`)
      return await behave(message, context)
    },
    ...rest,
  }
}

/** The action of planted effects. */
export const message = { action: 'message', rule: day({ zone: 'Asia/Shanghai' }) }

export interface DispatcherParts extends Partial<DispatcherOptions<PoolClient>> {
  readonly setup?: Omit<GatewaySetup, 'gateway'>
}

/** A dispatcher for the one gateway `fast`, not started. It is stopped when the test ends. */
export function dispatcherFor(
  db: Database<PoolClient>,
  gateway: Gateway,
  { setup, ...options }: DispatcherParts = {},
): Dispatcher {
  const dispatcher = createDispatcher(db, {
    gateways: { fast: { gateway, retryMs: 1, ...setup } },
    actionOf: () => message,
    pollMs: 20,
    onError: () => undefined,
    ...options,
  })
  onTestFinished(async () => await dispatcher.stop())
  return dispatcher
}

export async function started(...parameters: Parameters<typeof dispatcherFor>): Promise<Dispatcher> {
  const dispatcher = dispatcherFor(...parameters)
  await dispatcher.start()
  return dispatcher
}

export async function untilState(pool: Pick<Pool, 'query'>, effect: Planted, state: string): Promise<void> {
  await waitFor(`${effect.id} to be ${state}`, async () => (await stateOf(pool, effect)) === state)
}
