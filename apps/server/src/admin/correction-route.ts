import { correct, type CorrectOptions, type CorrectResult, fromPg } from 'daylatch'
import { Type } from 'typebox'
import { unknownMember } from '../accounts/ban.ts'
import { personOf, requireRole } from '../accounts/identify.ts'
import { hashOf } from '../accounts/one-time-token.ts'
import { inTransaction } from '../accounts/transaction.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { accountOf, FIRST_CARD, unknownCard } from '../cards/rules.ts'
import {
  IdempotencyHeaders,
  keyedRequest,
  keyReused,
  markReplayed,
  takeIdempotencyKey,
} from '../http/idempotency-key.ts'
import { Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { IdSchema, Instant } from './schemas.ts'

type Corrected = Extract<CorrectResult, { readonly status: 'corrected' }>

const CorrectionSchema = Type.Object(
  {
    memberId: IdSchema,
    card: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })),
    amount: Type.Integer({
      minimum: -1_000_000_000_000,
      maximum: 1_000_000_000_000,
      description: 'What is added, or, negative, taken; not 0',
    }),
    reason: Type.String({ minLength: 1, maxLength: 500, pattern: '[^\\p{C}\\p{Z}]' }),
  },
  { additionalProperties: false },
)

const CorrectedSchema = Type.Object({
  memberId: Type.String(),
  card: Type.Integer(),
  unit: Type.String(),
  seq: Type.Integer({ description: 'Number of the entry in the change log of the card' }),
  amount: Type.Integer(),
  balance: Type.Integer({ description: 'What the card holds after it' }),
  reason: Type.String(),
  at: Instant,
})

/** Puts a card right: by one more entry with its reason, and never below what is set aside. */
export function correctionRoute(app: App, site: Site): void {
  app.post(
    '/api/admin/corrections',
    {
      onRequest: [requireRole(site, 'admin'), takeIdempotencyKey],
      schema: {
        operationId: 'correctQuota',
        consumes: ['application/json'],
        tags: ['admin'],
        headers: IdempotencyHeaders,
        body: CorrectionSchema,
        response: { 201: CorrectedSchema, ...problems(...WRITE_REFUSALS, 401, 404, 409, 422) },
      },
    },
    async (request, reply) => {
      const { memberId, card = FIRST_CARD, amount } = request.body
      const reason = request.body.reason.trim()
      if (amount === 0) throw new Problem(400, 'invalid-input', 'body.amount must not be 0')
      const { unit } = site.settings.config.checkIn
      const keyed = keyedRequest(request, { memberId, card, amount, reason })
      const wanted = { unit, account: accountOf(card), amount, reason, actor: personOf(request).id }
      await assertCardOf(site, memberId, card)
      const { entry, replayed } = await enter(site, memberId, { ...wanted, ...keyOf(keyed) })
      if (replayed && entry.reason !== reason) throw keyReused()
      if (replayed) markReplayed(reply)
      const { seq, balance, enteredAt } = entry
      return reply
        .code(201)
        .send({ memberId, card, unit, seq, amount, balance, reason, at: enteredAt.toISOString() })
    },
  )
}

/** Correction and audit entry commit together. @throws {Problem} 409 `below-held` */
async function enter(site: Site, memberId: string, wanted: CorrectOptions): Promise<Corrected> {
  return await inTransaction(site.pool, async (client) => {
    const result = await correct(fromPg(client), memberId, wanted)
    if (result.status === 'insufficient') {
      const { amount, held } = result
      const detail = `The card holds ${amount}, and ${held} of it is set aside. No more than the rest can be taken.`
      throw new Problem(409, 'below-held', detail, { extra: { amount, held } })
    }
    if (!result.replayed) {
      const { unit, account, amount, actor } = wanted
      // Not the reason: it stands in the entry, where it can be removed with the member's other data.
      const detail = { unit, account, amount, seq: result.entry.seq }
      await writeAudit(client, { actor, action: 'quota.corrected', target: memberId, detail })
    }
    return result
  })
}

/** Keys of the ledger are the subject's, whoever uses them: those that staff sends are kept apart by a word,
 * and hashed, because a key and a word may be longer than the ledger takes. */
function keyOf(keyed: { readonly key: string } | undefined): { readonly key?: string } {
  return keyed === undefined ? {} : { key: `correction:${hashOf(keyed.key)}` }
}

async function assertCardOf(site: Site, memberId: string, card: number): Promise<void> {
  const { rows } = await site.pool.query<{ has_card: boolean }>(
    `select $2 = ${FIRST_CARD} or exists (select from site.card where member_id = $1 and number = $2) as has_card
     from site.member where id = $1 and deleted_at is null`,
    [memberId, card],
  )
  const [member] = rows
  if (member === undefined) throw unknownMember()
  if (!member.has_card) throw unknownCard(card)
}
