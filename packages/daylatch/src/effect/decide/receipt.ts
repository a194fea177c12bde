import { badOption } from '../../errors.ts'
import { assertWholeNumber } from '../../options.ts'
import { assertEffectId } from '../read/effect-id.ts'
import type { ReceiptStatus } from '../read/receipts.ts'

/** What a gateway says about an attempt, after its answer or instead of one. */
export interface Receipt {
  readonly effectId: string
  /** From 1. */
  readonly attempt: number
  /** `accepted`: the gateway has taken it · `delivered`, `undelivered`: it has reached the recipient, or never will. */
  readonly status: ReceiptStatus
  /** The gateway's own word for it. A receipt with another code is another receipt. */
  readonly code?: string
  /** What the gateway calls the effect. */
  readonly gatewayRef?: string
}

/** A receipt as it is kept. */
export interface CleanReceipt {
  readonly effectId: string
  readonly attempt: number
  readonly status: ReceiptStatus
  readonly code: string | null
  readonly gatewayRef: string | undefined
  /** Tells a repetition from another receipt of the same attempt. */
  readonly identity: string
}

/** Longest code and reference that are kept. */
const WORD_LIMIT = 100

const statuses: readonly string[] = ['accepted', 'delivered', 'undelivered'] satisfies ReceiptStatus[]

/**
 * The receipt as it is kept. What a gateway calls things is cut and mended where it cannot be stored: it must not keep
 * the receipt from being recorded.
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export function cleanReceipt({ effectId, attempt, status, code, gatewayRef }: Receipt): CleanReceipt {
  assertEffectId('effectId', effectId)
  assertWholeNumber('attempt', attempt, 1, 2_147_483_647)
  if (!statuses.includes(status)) throw badOption('status', `one of ${statuses.join(', ')}`, status)
  const word = storable(code)
  return {
    effectId: effectId.toLowerCase(),
    attempt,
    status,
    code: word ?? null,
    gatewayRef: storable(gatewayRef),
    identity: word === undefined ? status : `${status}:${word}`,
  }
}

function storable(text: string | undefined): string | undefined {
  const kept = text?.slice(0, WORD_LIMIT).toWellFormed().replaceAll('\0', '\uFFFD')
  return kept === '' ? undefined : kept
}
