import type { ClaimResult } from 'daylatch'
import type { FastifyRequest } from 'fastify'
import { accountOf } from '../cards/rules.ts'
import { assertOwnCard } from '../cards/store.ts'
import { keyedRequest } from '../http/idempotency-key.ts'
import type { Site } from '../site.ts'

/**
 * Claims the running day for a member, paid to one of his cards, and tells everybody who follows the list.
 *
 * @throws {Problem} 404 `unknown-card`, 422 `idempotency-key-reused`
 */
export async function claimCheckIn(
  site: Site,
  request: FastifyRequest,
  memberId: string,
  card: number,
): Promise<ClaimResult> {
  await assertOwnCard(site.pool, memberId, card)
  const result = await site.checkIn.claim(site.claims, memberId, {
    account: accountOf(card),
    ...keyedRequest(request, { card }),
  })
  if (result.status === 'claimed' && !result.replayed) site.live.tell()
  return result
}
