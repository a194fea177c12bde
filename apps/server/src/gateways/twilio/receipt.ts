import type { ReceiptReading, ReceiptRequest } from '../site-gateway.ts'
import { OPTED_OUT } from './errors.ts'

type Status = 'accepted' | 'delivered' | 'undelivered'

/** `MessageStatus` of a status callback: https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks */
const STATUSES: ReadonlyMap<unknown, Status> = new Map<unknown, Status>([
  ...(['accepted', 'scheduled', 'queued', 'sending', 'sent'] as const).map(
    (one) => [one, 'accepted'] as const,
  ),
  ...(['delivered', 'read'] as const).map((one) => [one, 'delivered'] as const),
  ...(['undelivered', 'failed', 'canceled'] as const).map((one) => [one, 'undelivered'] as const),
])

/** Whether the request was signed by Twilio for the address that it was given. */
export type CheckSignature = (
  signature: string,
  url: string,
  fields: Readonly<Record<string, unknown>>,
) => boolean

/** Twilio adds fields without notice, so only those are looked at that are needed. */
export function readTwilioReceipt(
  { method, url, headers, body }: ReceiptRequest,
  isSigned: CheckSignature,
): ReceiptReading {
  if (method !== 'POST') return { read: 'refused', why: 'not-allowed' }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { read: 'refused', why: 'not-a-receipt' }
  }
  const fields = body as Readonly<Record<string, unknown>>
  const signature = headers['x-twilio-signature']
  // A form has texts, and lists of texts for fields that come twice; nothing else was signed.
  const isForm = Object.values(fields).every((one) => typeof one === 'string' || isTexts(one))
  if (typeof signature !== 'string' || !isForm || !isSigned(signature, url, fields)) {
    return { read: 'refused', why: 'not-signed' }
  }
  const { MessageStatus: word, MessageSid: sid, ErrorCode: code } = fields
  const status = STATUSES.get(word)
  if (status === undefined) {
    return typeof word === 'string' ? { read: 'nothing' } : { read: 'refused', why: 'not-a-receipt' }
  }
  return {
    read: 'receipt',
    status,
    ...(typeof code === 'string' && /^\d{1,10}$/.test(code) ? { code } : {}),
    ...(typeof sid === 'string' && /^\w{1,64}$/.test(sid) ? { gatewayRef: sid } : {}),
    ...(code === String(OPTED_OUT) ? { optedOut: true as const } : {}),
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
