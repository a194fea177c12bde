import { balances, fromPg, release, type Reservation, settle } from 'daylatch'
import type { PoolClient } from 'pg'
import { inTransaction } from '../accounts/transaction.ts'
import { accountOf } from '../cards/rules.ts'
import type { KeyedRequest } from '../http/idempotency-key.ts'
import { Problem } from '../http/problem.ts'
import type { Site } from '../site.ts'
import type { Article } from './article.ts'
import { setAside } from './set-aside.ts'
import { type Amounts, amountsOfKey, hasRead, keepAmounts, recordReading } from './store.ts'

/** Who reads what, and which of his cards pays. */
export interface ReadWish {
  readonly memberId: string
  readonly article: Article
  readonly card: number
  readonly keyed: KeyedRequest | undefined
}

export interface Reading extends Amounts {
  readonly html: string
  /** Whether the amounts are those of an earlier request with the same idempotency key. */
  readonly replayed: boolean
}

/** A reservation runs out between its making and its settlement only if this process was stopped for a minute. */
const ATTEMPTS = 3

/**
 * Lets a member read an article: sets the price aside, renders, and takes the price together with the note that it was
 * read. Parallel first readings, in whatever processes, share one reservation, and one of them pays.
 *
 * @throws {Problem} 402 `insufficient-quota`, 409 `being-read`, 422 `idempotency-key-reused`, 503 `article-unavailable`
 */
export async function readArticle(site: Site, wish: ReadWish): Promise<Reading> {
  const { memberId, article, keyed } = wish
  const { price, slug } = article
  const before = keyed === undefined ? undefined : await amountsOfKey(site.pool, memberId, keyed)
  if (before !== undefined) return { html: render(site, article), ...before, replayed: true }
  if (price === 0 || (await hasRead(site.pool, memberId, slug))) return await readForNothing(site, wish)
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const reading = await payAndRead(site, wish)
    if (reading !== undefined) return reading
  }
  const headers = { 'retry-after': '1' }
  throw new Problem(503, 'busy', 'The price could not be taken in time. Try again.', { headers })
}

async function readForNothing(site: Site, wish: ReadWish): Promise<Reading> {
  const html = render(site, wish.article)
  return await inTransaction(site.pool, async (client) => {
    if (wish.article.price === 0) await record(client, wish, null)
    const balance = await balanceOf(site, client, wish)
    return { html, ...(await answer(client, wish, { charged: 0, balance })) }
  })
}

/** `undefined` when the reservation had run out by the time it was to be settled. */
async function payAndRead(site: Site, wish: ReadWish): Promise<Reading | undefined> {
  const { memberId, article } = wish
  const reservation = await setAside(site, wish)
  try {
    const html = render(site, article)
    return await inTransaction(site.pool, async (client) => {
      const amounts = await pay(site, client, wish, reservation)
      return amounts && { html, ...(await answer(client, wish, amounts)) }
    })
  } catch (error) {
    // What was taken after all stays taken: a commit whose answer was lost is found settled.
    await release(site.reads, memberId, reservation.id).catch((failure: unknown) => {
      site.log.warn({ err: failure }, 'an amount that was set aside stays so until it expires')
    })
    throw error
  }
}

/** Takes the price and notes the reading, together. */
async function pay(
  site: Site,
  client: PoolClient,
  wish: ReadWish,
  { id }: Reservation,
): Promise<Amounts | undefined> {
  const settled = await settle(fromPg(client), wish.memberId, id)
  if (settled.status !== 'settled') return undefined
  await record(client, wish, settled.reservation.seq)
  const isFirst = !settled.replayed && settled.entry !== null
  return isFirst
    ? { charged: -settled.entry.amount, balance: settled.entry.balance }
    : { charged: 0, balance: await balanceOf(site, client, wish) }
}

async function record(client: PoolClient, wish: ReadWish, seq: number | null): Promise<void> {
  const { memberId, article, card } = wish
  await recordReading(client, { memberId, slug: article.slug, card, price: article.price, seq })
}

/** The amounts to answer with: those of the first request with the same key, where this one is not the first. */
async function answer(
  client: PoolClient,
  { memberId, keyed }: ReadWish,
  amounts: Amounts,
): Promise<Amounts & { readonly replayed: boolean }> {
  if (keyed === undefined || (await keepAmounts(client, memberId, keyed, amounts))) {
    return { ...amounts, replayed: false }
  }
  const first = await amountsOfKey(client, memberId, keyed)
  return { ...(first ?? amounts), replayed: first !== undefined }
}

async function balanceOf(site: Site, client: PoolClient, { memberId, card }: ReadWish): Promise<number> {
  const { unit } = site.settings.config.checkIn
  const accounts = await balances(fromPg(client), memberId)
  return accounts.find((one) => one.unit === unit && one.account === accountOf(card))?.amount ?? 0
}

function render(site: Site, article: Article): string {
  try {
    return site.render(article)
  } catch (error) {
    const detail = 'This article cannot be shown at the moment. Nothing was charged.'
    throw new Problem(503, 'article-unavailable', detail, { cause: error })
  }
}
