import { handsetGateway } from '../handset/gateway.ts'
import type { MakeGateway, ReceiptReading, ReceiptRequest } from './site-gateway.ts'

/** The built-in handset, whose process keeps its state in `folder`. */
export function makeHandset(folder: string): MakeGateway<'handset'> {
  return ({ settings, timeoutMs, receiptUrl }) => ({
    gateway: handsetGateway({ folder, class: settings.class ?? 'callback', timeoutMs, receiptUrl }),
    readReceipt,
  })
}

function readReceipt({ method, body }: ReceiptRequest): ReceiptReading {
  if (method !== 'POST') return { read: 'refused', why: 'not-allowed' }
  if (typeof body !== 'object' || body === null) return { read: 'refused', why: 'not-a-receipt' }
  const { status, messageId } = body as { readonly status?: unknown; readonly messageId?: unknown }
  if (status !== 'delivered' || typeof messageId !== 'string')
    return { read: 'refused', why: 'not-a-receipt' }
  return { read: 'receipt', status, gatewayRef: messageId }
}
