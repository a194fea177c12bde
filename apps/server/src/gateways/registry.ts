import type { GatewayMessage } from 'daylatch'
import type { GatewayKind, GatewaySettings } from '../config/gateway-schemas.ts'
import { secretVariable } from '../config/gateway-secrets.ts'
import type { Settings } from '../config/settings.ts'
import { kannelGateway } from './kannel/kannel.ts'
import { tellingOptOuts } from './opt-outs.ts'
import { receiptToken } from './receipt-token.ts'
import type { MakeGateway, SiteGateway } from './site-gateway.ts'
import { twilioGateway } from './twilio/twilio.ts'

/** Where the configuration names none. */
export const TIMEOUT_SECONDS = 60
const MAX_IN_FLIGHT = 16

export interface RegistryParts {
  /** Signs the addresses of receipts. */
  readonly receiptKey: string
  /** The built-in one lives with its process. */
  readonly handset: MakeGateway<'handset'>
  /** Told when a gateway refuses because the recipient has opted out there. Must not throw. */
  readonly noteOptOut: (recipient: string) => void
}

/** The gateways of a site by name. */
export type Gateways = ReadonlyMap<string, SiteGateway>

/** Makes the gateways that the configuration names. Connects to nothing. */
export function createGateways(
  settings: Settings,
  { receiptKey, handset, noteOptOut }: RegistryParts,
): Gateways {
  const { config, publicUrl, gatewaySecrets } = settings
  const kinds: { readonly [Kind in GatewayKind]: MakeGateway<Kind> } = {
    handset,
    kannel: kannelGateway,
    twilio: twilioGateway,
  }
  return new Map(
    Object.entries(config.messages.gateways).map(([name, one]) => {
      const { timeoutSeconds = TIMEOUT_SECONDS, maxInFlight = MAX_IN_FLIGHT, perSecond } = one
      const made = make(kinds, one.kind, {
        name,
        settings: one,
        timeoutMs: timeoutSeconds * 1000,
        secret: gatewaySecrets[secretVariable(name, one.kind) ?? ''] ?? '',
        receiptUrl: (message) => receiptUrl(publicUrl, name, receiptToken(receiptKey, name, message)),
      })
      const { optOutCodes = [], readReceipt } = made
      const gateway = tellingOptOuts(made.gateway, optOutCodes, noteOptOut)
      return [name, { name, kind: one.kind, gateway, readReceipt, maxInFlight, perSecond }]
    }),
  )
}

/** The address that a gateway is given. */
export function receiptUrl(publicUrl: string, gateway: string, token: string): string {
  return `${publicUrl}/api/gateways/${gateway}/receipts/${token}`
}

interface AnyParts {
  readonly name: string
  readonly settings: GatewaySettings
  readonly timeoutMs: number
  readonly secret: string
  readonly receiptUrl: (message: GatewayMessage) => string
}

/** `settings` are those of `kind`: the configuration was checked by it. */
function make<Kind extends GatewayKind>(
  kinds: { readonly [K in GatewayKind]: MakeGateway<K> },
  kind: Kind,
  parts: AnyParts,
): ReturnType<MakeGateway<Kind>> {
  return kinds[kind](parts as AnyParts & { readonly settings: GatewaySettings<Kind> })
}
