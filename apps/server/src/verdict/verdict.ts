import { isTooLong } from './segments.ts'
import { isZone } from './local-time.ts'
import { type QuietHours, quietUntil } from './quiet-hours.ts'

/** What is known of the client at the moment of the question. */
export interface ClientFacts {
  /** E.164, as it stands now. */
  readonly number: string
  /** IANA time zone; `null` where nobody knows it. */
  readonly zone: string | null
  readonly optedOutAt: Date | null
}

/** What the site allows: see `messages` in the configuration. */
export interface MessageRules {
  readonly quietHours: QuietHours | null
  readonly maxSegments: number
}

export interface VerdictQuestion {
  /** `null`: there is no such client any more. */
  readonly client: ClientFacts | null
  readonly text: string
  readonly rules: MessageRules
  /** By the database's clock. */
  readonly now: Date
  /** At dispatch: the number that it was claimed for. */
  readonly claimedFor?: string
  /** At dispatch: the end of its period. */
  readonly endsAt?: Date
}

/** Why a message may not leave at all. Stable words: they stand in answers, in events and in the pages. */
export type RefusalCode =
  'unknown-client' | 'opted-out' | 'number-changed' | 'invalid-number' | 'too-long' | 'period-ended'

export type HoldReason = 'quiet-hours' | 'zone-unknown'

/** `until: null`: until somebody decides, which setting the client's zone does. */
export type Verdict =
  | { readonly verdict: 'go' }
  | { readonly verdict: 'hold'; readonly reason: HoldReason; readonly until: Date | null }
  | { readonly verdict: 'refuse'; readonly code: RefusalCode }

const E164 = /^\+[1-9]\d{6,14}$/

/**
 * Whether a message may leave now. Asked when it is claimed and again when it is handed over: what has changed between
 * the two counts.
 *
 * A pure function. What refuses comes before what holds, and an opt-out before everything but a client who is gone: its
 * reason is the one that staff must read. The zone is wanted only where quiet hours are configured. Whether the digits
 * are a number that exists is judged where it is entered; here only its form is.
 */
export function verdictOn(question: VerdictQuestion): Verdict {
  const { client, text, rules, now, claimedFor, endsAt } = question
  if (client === null) return refuse('unknown-client')
  if (client.optedOutAt !== null) return refuse('opted-out')
  if (claimedFor !== undefined && client.number !== claimedFor) return refuse('number-changed')
  if (!E164.test(client.number)) return refuse('invalid-number')
  if (isTooLong(text, rules.maxSegments)) return refuse('too-long')
  if (endsAt !== undefined && endsAt.getTime() <= now.getTime()) return refuse('period-ended')
  if (rules.quietHours === null) return { verdict: 'go' }
  if (client.zone === null || !isZone(client.zone)) {
    return { verdict: 'hold', reason: 'zone-unknown', until: null }
  }
  const until = quietUntil(rules.quietHours, client.zone, now)
  return until === null ? { verdict: 'go' } : { verdict: 'hold', reason: 'quiet-hours', until }
}

function refuse(code: RefusalCode): Verdict {
  return { verdict: 'refuse', code }
}
