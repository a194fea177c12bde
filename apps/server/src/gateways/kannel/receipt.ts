import type { ReceiptReading, ReceiptRequest } from '../site-gateway.ts'

/** What Kannel is asked to tell: all five. */
export const DLR_MASK = 31

/** The values of `%d`, from "SMS Delivery Reports" in Kannel's user guide. */
const STATUSES: Readonly<Record<string, 'accepted' | 'delivered' | 'undelivered'>> = {
  '1': 'delivered',
  '2': 'undelivered',
  // In the SMSC's buffer, because the phone is off, and taken by the SMSC.
  '4': 'accepted',
  '8': 'accepted',
  '16': 'undelivered',
}

/** Kannel fills in the escape codes: the report, the SMSC's own id of the message, and what the SMSC has answered. */
export function dlrUrl(receiptUrl: string): string {
  return `${receiptUrl}?type=%d&ref=%F&answer=%A`
}

/** Kannel fetches the address; it cannot do otherwise. */
export function readKannelReceipt({ method, query }: ReceiptRequest): ReceiptReading {
  if (method !== 'GET') return { read: 'refused', why: 'not-allowed' }
  const { type, ref, answer } = query
  const status = typeof type === 'string' && Object.hasOwn(STATUSES, type) ? STATUSES[type] : undefined
  if (status === undefined) return { read: 'refused', why: 'not-a-receipt' }
  const code = typeof answer === 'string' ? codeIn(answer) : undefined
  return {
    read: 'receipt',
    status,
    ...(code === undefined ? {} : { code }),
    ...(typeof ref === 'string' && /^[\x21-\x7e]{1,100}$/.test(ref) ? { gatewayRef: ref } : {}),
  }
}

/** The SMSC's answer can hold the text of the message; only its codes are kept. */
function codeIn(answer: string): string | undefined {
  const nack = /^NACK\/(\w{1,20})/.exec(answer)?.[1]
  const words = [/\bstat:(\w{1,20})/, /\berr:(\w{1,20})/].flatMap(
    (pattern) => pattern.exec(answer)?.[1] ?? [],
  )
  return nack ?? (words.length === 0 ? undefined : words.join(' '))
}
