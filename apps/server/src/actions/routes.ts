import type { ClaimRecord } from 'daylatch'
import { Type } from 'typebox'
import { assertAllowed, requireApiKey } from '../api-keys/bearer.ts'
import {
  IdempotencyHeaders,
  keyedRequest,
  markReplayed,
  takeIdempotencyKey,
} from '../http/idempotency-key.ts'
import { asProblem, Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { assertMemberSubject } from './members.ts'
import { ActionClaimSchema, AlreadyClaimedSchema, SubjectSchema } from './schemas.ts'

const ALREADY: Record<never, never> = { 409: asProblem(409, AlreadyClaimedSchema) }

/** The engine for other people's back ends: who has a key, claims for whomever he says. */
export function actionRoutes(app: App, site: Site): void {
  app.decorateRequest('keyActions', null)
  app.post(
    '/api/actions/:action/claims',
    {
      onRequest: [requireApiKey(site), takeIdempotencyKey],
      schema: {
        operationId: 'claimAction',
        consumes: ['application/json'],
        tags: ['actions'],
        description:
          'Claims the running period of an action for a subject, once. The key stands in `Authorization: Bearer dlk_…`. ' +
          "Actions come from the configuration; for `check-in` the subject is a member's id.",
        headers: IdempotencyHeaders,
        params: Type.Object(
          { action: Type.String({ minLength: 1, maxLength: 64 }) },
          { additionalProperties: false },
        ),
        body: Type.Object({ subject: SubjectSchema }, { additionalProperties: false }),
        response: { 201: ActionClaimSchema, ...problems(...WRITE_REFUSALS, 401, 404, 422), ...ALREADY },
      },
    },
    async (request, reply) => {
      const { action: name } = request.params
      const { subject } = request.body
      const action = site.actions.get(name)
      if (action === undefined)
        throw new Problem(404, 'unknown-action', 'The configuration has no such action.')
      assertAllowed(request, name)
      if (action.isForMembers) await assertMemberSubject(site.pool, subject)
      const { status, claim, opensAt, replayed } = await action.once.claim(site.claims, subject, {
        account: action.account,
        ...keyedRequest(request, { subject }),
      })
      if (action.isForMembers && status === 'claimed' && !replayed) site.live.tell()
      if (replayed) markReplayed(reply)
      const view = viewOf(claim, opensAt)
      if (status === 'already') {
        throw new Problem(409, 'already-claimed', 'This period is claimed already.', { extra: { ...view } })
      }
      return reply.code(201).send(view)
    },
  )
}

function viewOf(claim: ClaimRecord, opensAt: Date | null) {
  const { reward } = claim
  return {
    action: claim.action,
    subject: claim.subject,
    period: claim.period,
    claimedAt: claim.claimedAt.toISOString(),
    reward: reward?.amount ?? 0,
    unit: reward?.unit ?? null,
    balance: reward?.balance ?? null,
    streak: claim.streak,
    rank: claim.rank,
    resetsAt: opensAt?.toISOString() ?? null,
  }
}
