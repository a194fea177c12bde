import { balances, fromPg, withLock } from 'daylatch'
import type { Pool } from 'pg'
import { Problem } from '../http/problem.ts'
import type { Site } from '../site.ts'
import { accountOf, FIRST_CARD, MOST_CARDS, unknownCard } from './rules.ts'

export interface Card {
  readonly card: number
  readonly name: string | null
  readonly amount: number
  readonly held: number
}

/**
 * Refuses a card that the member does not have. Card 1 is known without asking: the hot path has no other.
 *
 * @throws {Problem} 404 `unknown-card`
 */
export async function assertOwnCard(pool: Pool, memberId: string, card: number): Promise<void> {
  if (card === FIRST_CARD) return
  if (card > MOST_CARDS) throw unknownCard(card)
  const { rowCount } = await pool.query('select from site.card where member_id = $1 and number = $2', [
    memberId,
    card,
  ])
  if (rowCount === 0) throw unknownCard(card)
}

/** All cards of a member, card 1 first, with what is on them. */
export async function listCards(site: Site, memberId: string): Promise<readonly Card[]> {
  const { unit } = site.settings.config.checkIn
  const [others, accounts] = await Promise.all([
    site.pool.query<{ number: number; name: string | null }>(
      'select number, name from site.card where member_id = $1 order by number',
      [memberId],
    ),
    balances(site.reads, memberId),
  ])
  return [{ number: FIRST_CARD, name: null }, ...others.rows].map(({ number, name }) => {
    const account = accountOf(number)
    const balance = accounts.find((one) => one.unit === unit && one.account === account)
    return { card: number, name, amount: balance?.amount ?? 0, held: balance?.held ?? 0 }
  })
}

/**
 * Gives a member the next card. The member's row is locked while its cards are counted, so that parallel requests get
 * numbers one after the other and the limit holds.
 *
 * @throws {Problem} 409 `too-many-cards`
 */
export async function addCard(pool: Pool, memberId: string, name: string | null): Promise<Card> {
  const member = { text: 'select id from site.member where id = $1', values: [memberId] }
  return await withLock(fromPg(pool), member, async (_row, tx) => {
    const { rows } = await tx.query<{ last: number | null }>(
      'select max(number) as last from site.card where member_id = $1',
      [memberId],
    )
    const card = (rows[0]?.last ?? FIRST_CARD) + 1
    if (card > MOST_CARDS) {
      throw new Problem(409, 'too-many-cards', `You have ${MOST_CARDS} cards, which is all there can be.`)
    }
    await tx.query('insert into site.card (member_id, number, name) values ($1, $2, $3)', [
      memberId,
      card,
      name,
    ])
    return { card, name, amount: 0, held: 0 }
  })
}
