import { DaylatchError, type Reservation, reserve, type ReserveResult } from 'daylatch'
import { accountOf } from '../cards/rules.ts'
import { Problem } from '../http/problem.ts'
import type { Site } from '../site.ts'
import type { Article } from './article.ts'

/** Rendering takes milliseconds. After this an amount that was set aside by a process that died is free again. */
const SET_ASIDE_MS = 60_000

export interface Payer {
  readonly memberId: string
  readonly article: Article
  readonly card: number
}

/**
 * Sets an article's price aside on a card. The key is the article's: a second reader of the same member, in whatever
 * process, gets the same reservation and needs no second amount.
 *
 * @throws {Problem} 402 `insufficient-quota`, 409 `being-read`
 */
export async function setAside(site: Site, { memberId, article, card }: Payer): Promise<Reservation> {
  const key = `read:${article.slug}`
  const result = await reserveOrWait(site, memberId, {
    unit: site.settings.config.checkIn.unit,
    account: accountOf(card),
    amount: article.price,
    expiresInMs: SET_ASIDE_MS,
    key,
    reason: key,
  })
  if (result.status === 'reserved') return result.reservation
  const { amount, held, needed } = result
  const detail = `Reading this costs ${needed}; card ${card} has ${amount - held} to spend.`
  throw new Problem(402, 'insufficient-quota', detail, { extra: { card, needed, amount, held } })
}

/** Set aside from another card, or at another price, a moment ago: that is settled or free again within a minute. */
async function reserveOrWait(
  site: Site,
  memberId: string,
  options: Parameters<typeof reserve>[2],
): Promise<ReserveResult> {
  try {
    return await reserve(site.reads, memberId, options)
  } catch (error) {
    if (!(error instanceof DaylatchError && error.code === 'KEY_REUSED')) throw error
    const detail = 'This article is being opened with another card, or its price has just changed. Try again.'
    throw new Problem(409, 'being-read', detail, { cause: error, headers: { 'retry-after': '5' } })
  }
}
