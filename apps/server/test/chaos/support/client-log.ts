import type { Pool } from 'pg'
import type { TestMember } from '../../support/member.ts'
import { type CheckInAnswer, readAnswer } from './answers.ts'

/** What one request came to, as its sender knows it. */
export type Outcome =
  | { readonly kind: 'won' | 'refused'; readonly member: string; readonly checkIn: CheckInAnswer }
  | { readonly kind: 'unknown'; readonly member: string; readonly why: string }

/** How long a sender waits; longer than the server's own patience with its database. */
const LIMIT_MS = 8_000

/** The senders' own record of what they were told; what the database holds is compared with it. */
export class ClientLog {
  readonly outcomes: Outcome[] = []
  #planned: { readonly after: number; readonly act: () => void } | undefined

  /** Calls `act` in the very moment in which `more` further outcomes are known; at once for 0. */
  when(more: number, act: () => void): void {
    if (more === 0) act()
    else this.#planned = { after: this.outcomes.length + more, act }
  }

  /** Presses the button once and writes down what came of it. A lost connection and a 503 leave the outcome unknown. */
  async press(member: TestMember): Promise<Outcome> {
    const outcome = await send(member)
    this.outcomes.push(outcome)
    if (this.outcomes.length === this.#planned?.after) this.#planned.act()
    return outcome
  }

  count(kind: Outcome['kind']): number {
    return this.outcomes.filter((outcome) => outcome.kind === kind).length
  }

  /** Everybody who was told something that the database does not bear out, and everybody who was told twice of a win. */
  async contradictions(pool: Pool): Promise<readonly string[]> {
    const { rows } = await pool.query<{ subject: string; fact: string }>(
      `select k.subject, format('%s %s %s', floor(extract(epoch from k.claimed_at) * 1000)::bigint, k.rank, e.balance) as fact
       from daylatch.claim k join daylatch.entry e on e.subject = k.subject and e.claim_id = k.claim_id`,
    )
    const facts = new Map(rows.map(({ subject, fact }) => [subject, fact]))
    const winners = new Set<string>()
    return this.outcomes.flatMap((outcome) => {
      if (outcome.kind === 'unknown') return []
      const { kind, member, checkIn } = outcome
      const told = `${String(Date.parse(checkIn.claimedAt))} ${String(checkIn.rank)} ${String(checkIn.balance)}`
      const twice = kind === 'won' && winners.has(member)
      if (kind === 'won') winners.add(member)
      if (twice) return [`${member} was told twice that the check-in is theirs`]
      return facts.get(member) === told
        ? []
        : [`${member} was told ${told}, and it is ${facts.get(member) ?? 'not there'}`]
    })
  }
}

async function send(member: TestMember): Promise<Outcome> {
  const unknown = (why: string): Outcome => ({ kind: 'unknown', member: member.id, why })
  let response: Response
  try {
    response = await member.request('/api/check-ins', {
      method: 'POST',
      signal: AbortSignal.timeout(LIMIT_MS),
    })
    if (response.status === 503) return unknown(`503 ${await response.text()}`)
    const { status, checkIn } = await readAnswer(response)
    if (status === 201) return { kind: 'won', member: member.id, checkIn }
    if (status === 409) return { kind: 'refused', member: member.id, checkIn }
  } catch (error) {
    // fetch reports a connection that was reset, refused or closed as a TypeError with the socket's error as its cause.
    if (error instanceof TypeError) return unknown(String(error.cause))
    if (error instanceof DOMException && error.name === 'TimeoutError') return unknown('no answer in time')
    throw error
  }
  throw new Error(`Expected 201, 409 or 503, got ${String(response.status)}`)
}
