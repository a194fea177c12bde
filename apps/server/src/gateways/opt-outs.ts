import type { Gateway } from 'daylatch'
import type { Pool } from 'pg'
import { inTransaction } from '../accounts/transaction.ts'
import { changeOptOut } from '../clients/opt-out.ts'

/**
 * Everybody with this number wants no more messages: the gateway was told so from that telephone, and would refuse all
 * further ones.
 *
 * @returns how many clients that was news about
 */
export async function optOutNumber(pool: Pool, number: string): Promise<number> {
  return await inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      `select id from site.client where number = $1 and opted_out_at is null order by id`,
      [number],
    )
    let news = 0
    for (const { id: clientId } of rows) {
      if (await changeOptOut(tx, { clientId, optedOut: true, source: 'gateway', actor: null })) news += 1
    }
    return news
  })
}

/**
 * The same gateway, which tells of every refusal that means an opt-out. The answer does not wait for it. A gateway may be
 * an object of a class: it is asked as itself, and nothing of it is copied that lives in its prototype.
 *
 * @param tell must not throw
 */
export function tellingOptOuts(
  gateway: Gateway,
  codes: readonly string[],
  tell: (recipient: string) => void,
): Gateway {
  if (codes.length === 0) return gateway
  const { class: kind, timeoutMs, keyLifetimeMs } = gateway
  const asked: Pick<Gateway, 'lookUp'> = {
    lookUp: async (...question) => (await gateway.lookUp?.(...question)) ?? { found: 'unclear' },
  }
  return {
    class: kind,
    timeoutMs,
    ...(keyLifetimeMs === undefined ? {} : { keyLifetimeMs }),
    ...(gateway.lookUp === undefined ? {} : asked),
    send: async (message, context) => {
      const answer = await gateway.send(message, context)
      if (answer.outcome === 'refused' && codes.includes(answer.code)) tell(message.recipient)
      return answer
    },
  }
}
