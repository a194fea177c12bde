import type { Config } from '../config/schema.ts'
import { TIMEOUT_SECONDS } from '../gateways/registry.ts'

/** How long a call of one of the configured gateways can take, in ms: what a stop may have to wait for. */
export function longestCallMs({ messages: { gateways } }: Config): number {
  const seconds = Object.values(gateways).map(({ timeoutSeconds = TIMEOUT_SECONDS }) => timeoutSeconds)
  return Math.max(0, ...seconds) * 1000
}
