import type { Gateway, GatewayMessage } from 'daylatch'
import type { GatewayKind, GatewaySettings } from '../config/gateway-schemas.ts'

/** A receipt as it came in. */
export interface ReceiptRequest {
  readonly method: 'GET' | 'POST'
  /** The address that we gave to the gateway, with the query that it came with. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly query: Readonly<Record<string, unknown>>
  /** A form or JSON, parsed; `undefined` or `null` for nothing. */
  readonly body: unknown
}

/**
 * What a receipt says, in our words.
 *
 * - `receipt`: this became of the attempt. `accepted` is also whatever lies between having it and having delivered it.
 * - `nothing`: a receipt of this gateway that does not tell more than is known.
 * - `refused`: not a receipt of this gateway, or not from it.
 */
export type ReceiptReading =
  | {
      readonly read: 'receipt'
      readonly status: 'accepted' | 'delivered' | 'undelivered'
      readonly code?: string
      readonly gatewayRef?: string
      /** The recipient has told the gateway that he wants no more messages. */
      readonly optedOut?: true
    }
  | { readonly read: 'nothing' }
  | { readonly read: 'refused'; readonly why: 'not-allowed' | 'not-signed' | 'not-a-receipt' }

/** A gateway of this site: what the dispatcher needs, and how its receipts are read. */
export interface SiteGateway {
  readonly name: string
  readonly kind: GatewayKind
  readonly gateway: Gateway
  readonly maxInFlight: number
  readonly perSecond: number | undefined
  readonly readReceipt: (request: ReceiptRequest) => ReceiptReading | Promise<ReceiptReading>
}

/** What a gateway is made of. */
export interface GatewayParts<Kind extends GatewayKind = GatewayKind> {
  readonly name: string
  readonly settings: GatewaySettings<Kind>
  readonly timeoutMs: number
  /** From the environment; empty for a kind that needs none. */
  readonly secret: string
  /** Where the receipts of this attempt are to be sent. Has no `%` in it. */
  readonly receiptUrl: (message: GatewayMessage) => string
}

/** What makes a gateway of one kind. */
export type MakeGateway<Kind extends GatewayKind> = (parts: GatewayParts<Kind>) => MadeGateway

export interface MadeGateway extends Pick<SiteGateway, 'gateway' | 'readReceipt'> {
  /** Refusal codes that mean: the recipient has told the gateway that he wants no more messages. */
  readonly optOutCodes?: readonly string[]
}

/** The text of a message; `undefined` for a payload that has none. */
export function textOf(message: GatewayMessage): string | undefined {
  const { payload } = message
  if (typeof payload !== 'object' || payload === null || !('text' in payload)) return undefined
  return typeof payload.text === 'string' ? payload.text : undefined
}
