import { badOption } from '../../errors.ts'
import { assertName, assertWholeNumber } from '../../options.ts'
import type { Gateway } from '../gateway.ts'
import type { GatewaySetup } from './options.ts'

/** A gateway's setup, checked, with its defaults and what follows from them. Times in ms. */
export interface GatewayPlan {
  readonly name: string
  readonly gateway: Gateway
  readonly maxInFlight: number
  readonly perSecond: number | null
  readonly retries: number
  readonly retryMs: number
  readonly onFailed: 'release' | 'consume'
  readonly breaker: { readonly failures: number; readonly openMs: number }
  readonly resendAbsent: boolean
  readonly graceMs: number
  /** From the take to when its outcome counts as unknown. */
  readonly leaseMs: number
  /** From before the take to when nothing may be written any more. The call's timeout still fits into the lease then. */
  readonly beginWithinMs: number
  /** From the first attempt to the last moment at which its key is used again. */
  readonly keyUsableMs: number
}

const DAY_MS = 86_400_000

/** @throws {DaylatchError} BAD_OPTION */
export function planGateways(
  setups: Readonly<Record<string, GatewaySetup>>,
  queueLockMs: number | undefined,
): ReadonlyMap<string, GatewayPlan> {
  const plans = Object.entries(setups).map(([name, setup]) => planGateway(name, setup))
  for (const { name, gateway } of plans) assertQueueWaits(name, gateway, queueLockMs)
  return new Map(plans.map((plan) => [plan.name, plan]))
}

function planGateway(name: string, setup: GatewaySetup): GatewayPlan {
  assertName('gateways', name)
  const at = `gateways.${name}`
  const { gateway, maxInFlight = 16, perSecond, retries = 3, retryMs = 2000, onFailed = 'release' } = setup
  const { breaker = { failures: 5, openMs: 30_000 }, resendAbsent = false } = setup
  const { graceMs = 60_000, leaseMarginMs = 15_000 } = setup
  const { keyLifetimeMs = 0 } = gateway
  const { keyMarginMs = keyLifetimeMs / 10 } = setup
  assertWholeNumber(`${at}.gateway.timeoutMs`, gateway.timeoutMs, 1, DAY_MS)
  assertWholeNumber(`${at}.maxInFlight`, maxInFlight, 1, 10_000)
  assertWholeNumber(`${at}.retries`, retries, 0, 100)
  assertWholeNumber(`${at}.retryMs`, retryMs, 1, DAY_MS)
  assertWholeNumber(`${at}.breaker.failures`, breaker.failures, 1, 10_000)
  assertWholeNumber(`${at}.breaker.openMs`, breaker.openMs, 1, DAY_MS)
  assertWholeNumber(`${at}.graceMs`, graceMs, 0, 30 * DAY_MS)
  assertWholeNumber(`${at}.leaseMarginMs`, leaseMarginMs, 1, DAY_MS)
  if (perSecond !== undefined && !(Number.isFinite(perSecond) && perSecond > 0)) {
    throw badOption(`${at}.perSecond`, 'a finite number > 0', perSecond)
  }
  if (gateway.class === 'keyed' && !(keyLifetimeMs > keyMarginMs)) {
    throw badOption(`${at}.gateway.keyLifetimeMs`, 'more than `keyMarginMs`, in ms', keyLifetimeMs)
  }
  if (gateway.class === 'queryable' && gateway.lookUp === undefined) {
    throw badOption(`${at}.gateway.lookUp`, 'a function, since its class is queryable', 'none')
  }
  if (onFailed !== 'release' && onFailed !== 'consume') {
    throw badOption(`${at}.onFailed`, 'release or consume', onFailed)
  }
  return {
    name,
    gateway,
    maxInFlight,
    perSecond: perSecond ?? null,
    retries,
    retryMs,
    onFailed,
    breaker,
    resendAbsent,
    graceMs,
    leaseMs: gateway.timeoutMs + leaseMarginMs,
    beginWithinMs: leaseMarginMs * 0.8,
    keyUsableMs: keyLifetimeMs - keyMarginMs,
  }
}

function assertQueueWaits(name: string, { timeoutMs }: Gateway, queueLockMs: number | undefined): void {
  if (queueLockMs === undefined || queueLockMs > timeoutMs) return
  throw badOption(
    'queueLockMs',
    `more than ${timeoutMs} ms, the timeout of the gateway ${name}: a queue whose lock ends earlier takes a call that still waits for a crashed one, and runs its job again`,
    queueLockMs,
  )
}

/** How long until the next attempt after `attempt`: doubled each time, less up to half, so that those who failed together part. */
export function backoffMs({ retryMs }: GatewayPlan, attempt: number): number {
  return Math.min(retryMs * 2 ** (attempt - 1), 300_000) * (1 - Math.random() / 2)
}
