import type { GatewayState } from 'daylatch'

/**
 * Gateways that messages are left for and that the configuration does not name: nobody sends those, or asks what became
 * of them.
 *
 * @param configured by name
 */
export function missingGateways(
  states: readonly GatewayState[],
  configured: { readonly has: (name: string) => boolean },
): readonly GatewayState[] {
  return states.filter(
    ({ name, waiting }) => !configured.has(name) && Object.values(waiting).some((count) => count > 0),
  )
}
