import type { GatewayMessage } from 'daylatch'
import { type HttpRequest, httpCall } from '../http-call.ts'
import { type GatewayParts, type MakeGateway, textOf } from '../site-gateway.ts'
import { readKannelAnswer } from './answer.ts'
import { fitsGsmAlphabet } from './gsm-alphabet.ts'
import { DLR_MASK, dlrUrl, readKannelReceipt } from './receipt.ts'

/**
 * Kannel's `sendsms`. It knows no keys and cannot be asked, so an unknown outcome waits for a delivery report, or without
 * `dlr` for a person.
 *
 * It is a POST: the password then stands in no address and no access log, and a proxy on the way does not repeat it by
 * itself, as it may with a GET.
 */
export const kannelGateway: MakeGateway<'kannel'> = (parts) => {
  const { settings, timeoutMs } = parts
  const { dlr = true } = settings
  return {
    gateway: {
      class: dlr ? 'callback' : 'blind',
      timeoutMs,
      send: async (message, context) => {
        // A space would separate several receivers.
        if (!/^\+?\d{3,20}$/.test(message.recipient)) return ownRefusal('invalid-number')
        const text = textOf(message)
        if (text === undefined) return ownRefusal('no-text')
        const answer = await httpCall(requestOf(parts, message, text), context, timeoutMs)
        return readKannelAnswer(answer)
      },
    },
    readReceipt: readKannelReceipt,
  }
}

function ownRefusal(code: string) {
  return { outcome: 'refused', code, again: false } as const
}

function requestOf(
  { settings, secret, receiptUrl }: GatewayParts<'kannel'>,
  message: GatewayMessage,
  text: string,
): HttpRequest {
  const { url, username, from, dlr = true } = settings
  return {
    url: new URL(url),
    method: 'POST',
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'x-kannel-username': username,
      'x-kannel-password': secret,
      'x-kannel-to': message.recipient,
      'x-kannel-coding': fitsGsmAlphabet(text) ? '0' : '2',
      ...(from === undefined ? {} : { 'x-kannel-from': from }),
      ...(dlr
        ? { 'x-kannel-dlr-url': dlrUrl(receiptUrl(message)), 'x-kannel-dlr-mask': String(DLR_MASK) }
        : {}),
    },
    body: text,
  }
}
