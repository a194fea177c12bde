import { type GatewayAnswer, NothingWritten } from 'daylatch'
import { NoAnswer } from '../http-call.ts'
import { type MakeGateway, textOf } from '../site-gateway.ts'
import type { MadeMessage } from './client.ts'
import { OPTED_OUT, TWILIO_REFUSALS } from './errors.ts'
import { readTwilioReceipt } from './receipt.ts'

const API = 'https://api.twilio.com'

/**
 * Twilio's Messages through its own client library. The API knows no idempotency keys, and its own words on error 20500
 * are that sending is not idempotent; so an unknown outcome waits for a status callback, which carries the attempt.
 */
export const twilioGateway: MakeGateway<'twilio'> = ({
  settings,
  timeoutMs,
  secret: authToken,
  receiptUrl,
}) => {
  const { accountSid, from, messagingServiceSid, url = API } = settings
  // Half a second of loading, which sites without Twilio do not pay.
  const loaded = import('./client.ts')
  loaded.catch(() => undefined)
  const sender = {
    ...(from === undefined ? {} : { from }),
    ...(messagingServiceSid === undefined ? {} : { messagingServiceSid }),
  }
  const account = { accountSid, authToken, origin: url.replace(/\/+$/, '') }
  return {
    gateway: {
      class: 'callback',
      timeoutMs,
      send: async (message, context) => {
        const body = textOf(message)
        if (body === undefined) return { outcome: 'refused', code: 'no-text', again: false }
        const { createMessage, apiError } = await loaded
        try {
          const wish = { to: message.recipient, body, statusCallback: receiptUrl(message), ...sender }
          return readMade(await createMessage(account, wish, context, timeoutMs))
        } catch (error) {
          if (error instanceof NothingWritten || error instanceof NoAnswer) throw error
          return readError(apiError(error))
        }
      },
    },
    readReceipt: async (request) => {
      const { isSigned } = await loaded
      return readTwilioReceipt(request, (signature, address, fields) =>
        isSigned(authToken, signature, address, fields),
      )
    },
    optOutCodes: [String(OPTED_OUT)],
  }
}

/** A 201 has the message, with a SID: https://www.twilio.com/docs/messaging/api/message-resource */
function readMade({ sid, status, errorCode }: MadeMessage): GatewayAnswer {
  if (!/^(?:SM|MM)[0-9a-f]{32}$/i.test(sid))
    return { outcome: 'unknown', reason: 'an answer without a message' }
  if (status !== 'failed' && status !== 'undelivered') return { outcome: 'accepted', gatewayRef: sid }
  return { outcome: 'refused', code: String(errorCode), again: false, detail: { sid } }
}

function readError(answered: { readonly code: number; readonly status: number } | undefined): GatewayAnswer {
  if (answered === undefined) return { outcome: 'unknown', reason: 'an answer that cannot be read' }
  const { code, status } = answered
  const refusal = status >= 400 && status < 500 ? TWILIO_REFUSALS.get(code) : undefined
  if (refusal === undefined) return { outcome: 'unknown', reason: `error ${code} with status ${status}` }
  return { outcome: 'refused', code: String(code), again: refusal.again }
}
