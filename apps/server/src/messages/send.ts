import { type Database, fromPg, type SendResult } from 'daylatch'
import { hashOf } from '../accounts/one-time-token.ts'
import { inFewTrips } from '../accounts/transaction.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { KeyedRequest } from '../http/idempotency-key.ts'
import { Problem } from '../http/problem.ts'
import type { Site } from '../site.ts'
import { messageRulesOf, subjectOfClient } from '../verdict/message-rules.ts'
import { type RefusalCode, type Verdict, verdictOn } from '../verdict/verdict.ts'
import { MESSAGE, subjectOfNumber } from './actions.ts'
import type { Names } from './view.ts'

export interface SendOrder {
  readonly clientId: string
  readonly text: string
  /** Whoever sends: a member's id. */
  readonly actor: string
  readonly keyed: KeyedRequest | undefined
}

/** What a send came to, and by whose clocks the day was counted. */
export interface Sent {
  readonly result: SendResult
  readonly zone: string
  /** What the client and whoever sends were called when it was sent. */
  readonly names: Names
}

interface Recipient {
  readonly now: Date
  readonly number: string
  readonly zone: string | null
  readonly optedOutAt: Date | null
  /** Whether the key of the request stands for an answer already. */
  readonly isAnswered: boolean
  readonly names: Names
}

/**
 * Claims the client's and the number's slots and queues the message, with its audit entry, in one transaction. The
 * gateway is not asked here: nobody waits for it.
 *
 * A request that is sent again under its key gets its first answer, whatever has become of the client since.
 *
 * @throws {Problem} 404 `unknown-client`, 422 with the verdict's code
 */
export async function sendMessage(site: Site, order: SendOrder): Promise<Sent> {
  const { clientId, text, actor, keyed } = order
  const { config } = site.settings
  return await inFewTrips(site.claimPool, async (client, begun) => {
    const key = keyed === undefined ? undefined : keyOf(actor, keyed)
    const db = fromPg(client, { like: site.claims })
    const [recipient] = await Promise.all([recipientOf(db, { clientId, actor, key }), begun])
    if (recipient === undefined) throw unknownClient()
    const { now, number, isAnswered, names } = recipient
    const verdict = verdictOn({ client: recipient, text, rules: messageRulesOf(config), now })
    if (verdict.verdict === 'refuse' && !isAnswered) throw refusalFor(verdict.code)
    const zone = site.messages.actions.zoneFor(recipient) ?? (isAnswered ? config.zone : undefined)
    if (zone === undefined) throw zoneUnknown()
    const wait = waitFor(verdict, now, config.messages.undoSeconds)
    const result = await site.messages.actions.of(zone).send(
      db,
      subjectOfClient(clientId),
      {
        gateway: config.messages.gateway,
        recipient: number,
        payload: { text },
        also: [subjectOfNumber(number)],
        actor,
        ...(wait === undefined ? {} : { wait }),
      },
      key === undefined || keyed === undefined ? {} : { key, request: keyed.request },
    )
    const value = { result, zone, names }
    if (result.status !== 'queued' || result.replayed) return { value }
    const target = result.effect.id
    return {
      value,
      last: writeAudit(client, { actor, action: 'message.sent', target, detail: { clientId } }),
    }
  })
}

/** Begins held: as long as it can be taken back, and longer where the client is not to be disturbed. */
export function waitFor(
  verdict: Verdict,
  now: Date,
  undoSeconds: number,
): { readonly reason: string; readonly forMs?: number; readonly until?: Date } | undefined {
  const undo = undoSeconds === 0 ? undefined : { reason: 'undo', forMs: undoSeconds * 1000 }
  if (verdict.verdict !== 'hold') return undo
  const { reason, until } = verdict
  if (until === null) return { reason }
  // Quiet hours that are over sooner: everything is looked at again when it leaves.
  return until.getTime() <= now.getTime() + undoSeconds * 1000 ? undo : { reason, until }
}

async function recipientOf(
  db: Database,
  {
    clientId,
    actor,
    key,
  }: { readonly clientId: string; readonly actor: string; readonly key: string | undefined },
): Promise<Recipient | undefined> {
  const session = await db.connect()
  try {
    const values = [clientId, subjectOfClient(clientId), MESSAGE, key ?? null, actor]
    const { rows } = await session.query({ ...RECIPIENT, values })
    const [row] = rows
    if (row === undefined) return undefined
    const {
      now,
      number,
      zone = null,
      opted_out_at: optedOutAt,
      is_answered: isAnswered,
      name,
      actor_name: by,
    } = row
    return {
      now: new Date(Number(now)),
      number: number ?? '',
      zone,
      optedOutAt: optedOutAt == null ? null : new Date(Number(optedOutAt)),
      isAnswered: isAnswered === 't',
      names: {
        clients: new Map([[clientId, name ?? '']]),
        members: new Map(by == null ? [] : [[actor, by]]),
      },
    }
  } finally {
    session.release()
  }
}

const RECIPIENT = {
  name: 'site_recipient',
  text: `
select floor(extract(epoch from clock.at) * 1000) as now, c.number, c.zone, c.name,
  floor(extract(epoch from c.opted_out_at) * 1000) as opted_out_at,
  (select m.name from site.member m where m.id = $5) as actor_name,
  exists (
    select from daylatch.claim_key k
    where k.subject = $2 and k.action = $3 and k.key = $4 and k.expires_at > clock.at
  ) as is_answered
from (select daylatch.clock() as at) clock, site.client c where c.id = $1`,
}

/** Keys are those of whoever sends: the same word of two people is two keys. Hashed, to be of one length. */
function keyOf(actor: string, { key }: KeyedRequest): string {
  return hashOf(`${actor} ${key}`)
}

export function unknownClient(): Problem {
  return new Problem(404, 'unknown-client', 'There is no such client.')
}

function zoneUnknown(): Problem {
  const detail =
    "The day of a message is counted by the client's clocks, and nobody knows the client's zone. Set it first."
  return new Problem(422, 'zone-unknown', detail)
}

const REFUSALS: Readonly<Record<Exclude<RefusalCode, 'unknown-client'>, readonly [number, string, string]>> =
  {
    'opted-out': [422, 'opted-out', 'This client does not want messages.'],
    'invalid-number': [
      422,
      'invalid-number',
      'The number of this client is none that a message can be sent to.',
    ],
    'too-long': [422, 'too-long', 'The text takes more parts than a message may have. Shorten it.'],
    // Of a message that is claimed already, so at dispatch only.
    'number-changed': [422, 'invalid-number', 'The number of this client has just been changed. Try again.'],
    'period-ended': [422, 'too-late', 'The day has ended meanwhile. Try again.'],
  }

function refusalFor(code: RefusalCode): Problem {
  if (code === 'unknown-client') return unknownClient()
  const [status, word, detail] = REFUSALS[code]
  return new Problem(status, word, detail)
}
