import type { GatewayAnswer } from 'daylatch'
import type { HttpAnswer } from '../http-call.ts'

/** The statuses with which smsbox refuses: the request is wrong, or the message cannot be delivered in any circumstances. */
const REFUSALS: ReadonlySet<number> = new Set([400, 403, 404, 415])
const SHOWN = 120

/**
 * Sorts an answer by the table "SMS Push reply codes" of Kannel's user guide. Accepted and queued both mean that
 * bearerbox has it. A 503 counts only with Kannel's own words: the one of a proxy on the way says nothing about what
 * happened behind it. What is in no table, such as the `Sent.` of `immediate-sendsms-reply`, which is said before
 * bearerbox was asked, is unknown.
 */
export function readKannelAnswer({ status, body }: HttpAnswer): GatewayAnswer {
  const answer = body.trim().slice(0, SHOWN)
  if (status === 202 && answer.startsWith('0: Accepted for delivery')) return { outcome: 'accepted' }
  if (status === 202 && answer.startsWith('3: Queued for later delivery')) {
    return { outcome: 'accepted', detail: { queued: true } }
  }
  if (REFUSALS.has(status))
    return { outcome: 'refused', code: String(status), again: false, detail: { answer } }
  if (status === 503 && answer === 'Temporal failure, try again later.') {
    return { outcome: 'refused', code: '503', again: true, detail: { answer } }
  }
  return { outcome: 'unknown', reason: `an answer with status ${status} that Kannel does not document` }
}
