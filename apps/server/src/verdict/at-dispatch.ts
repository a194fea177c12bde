import type { EffectRecord } from 'daylatch'
import type { PoolClient } from 'pg'
import { clientOfSubject } from './message-rules.ts'
import { type ClientFacts, type MessageRules, type Verdict, verdictOn } from './verdict.ts'

/** What is read of an effect that is about to be handed to its gateway. */
export type EffectToJudge = Pick<EffectRecord, 'subject' | 'recipient' | 'payload'>

/** What becomes of it: it leaves, waits, or never leaves and gives its slot back. */
export type DispatchDecision =
  | 'go'
  | { readonly hold: { readonly reason: string; readonly until?: Date } }
  | { readonly cancel: { readonly reason: string } }

interface FactsRow {
  readonly now: Date
  readonly number: string | null
  readonly zone: string | null
  readonly opted_out_at: Date | null
}

/**
 * The last look before messages leave, inside the transaction that takes them: one decision for each, in their order.
 *
 * One statement reads all of their clients, and keeps whoever would change them waiting until the messages are taken. So
 * an opt-out is either committed before, and counts, or after, and was too late for a message that is on its way by then.
 * `at-dispatch.test.ts` reads without the lock, and sees an opt-out that is overtaken.
 *
 * Whether the message's period still runs is the dispatcher's own question: it moves a message to the running period.
 */
export async function judgeAtDispatch(
  tx: Pick<PoolClient, 'query'>,
  effects: readonly EffectToJudge[],
  rules: MessageRules,
): Promise<readonly DispatchDecision[]> {
  const { rows } = await tx.query<FactsRow>(
    `with facts as materialized (
       select id, number, zone, opted_out_at from site.client where id = any($1::uuid[]) order by id for share)
     select clock.now, facts.number, facts.zone, facts.opted_out_at
     from (select daylatch.clock() as now) as clock
       cross join unnest($1::uuid[]) with ordinality as wanted (id, position)
       left join facts on facts.id = wanted.id
     order by wanted.position`,
    [effects.map(({ subject }) => clientOfSubject(subject))],
  )
  return effects.map(({ recipient, payload }, index) => {
    const row = rows[index]
    if (row === undefined) throw new TypeError('Expected a row for every message')
    return decisionOf(
      verdictOn({ client: factsOf(row), text: textOf(payload), rules, now: row.now, claimedFor: recipient }),
    )
  })
}

function factsOf({ number, zone, opted_out_at: optedOutAt }: FactsRow): ClientFacts | null {
  return number === null ? null : { number, zone, optedOutAt }
}

/** The text of a message. Payloads are made by `POST /api/clients/:id/messages`, and have one. */
function textOf(payload: EffectToJudge['payload']): string {
  const isObject = typeof payload === 'object' && payload !== null && 'text' in payload
  return isObject && typeof payload.text === 'string' ? payload.text : ''
}

function decisionOf(verdict: Verdict): DispatchDecision {
  if (verdict.verdict === 'go') return 'go'
  if (verdict.verdict === 'refuse') return { cancel: { reason: verdict.code } }
  const { reason, until } = verdict
  return { hold: until === null ? { reason } : { reason, until } }
}
