import { atomically } from '../../drivers/atomically.ts'
import type { Session } from '../../drivers/database.ts'
import { ask } from '../../drivers/trouble.ts'
import { toNumber } from '../../rows.ts'
import { effectColumns, type EffectRecord, toEffectRecord } from '../effect-record.ts'
import type { LookUpAnswer } from '../gateway.ts'
import { applyMoves } from '../moves/apply-moves.ts'
import type { Move } from '../moves/move.ts'
import { askGateway, attemptsOf } from './ask-gateway.ts'
import type { GatewayPlan } from './gateway-plan.ts'
import type { Context } from './options.ts'

/** Look-ups of one gateway at a time, in one process. */
export const LOOK_UPS = 16
const LONGEST_PAUSE_MS = 3_600_000
/** After this time of unclear answers a person decides. */
const GIVEN_UP_AFTER_MS = 72 * 3_600_000

export interface OpenQuestion {
  readonly effect: EffectRecord
  /** Since the latest attempt began, by the database's clock. */
  readonly ageMs: number
}

/**
 * Takes effects whose outcome is to be looked up now, and puts them off until well after this look-up, further each time.
 * That is no move and leaves no event.
 */
export async function takeQuestions(
  context: Context,
  plan: GatewayPlan,
  limit: number,
): Promise<readonly OpenQuestion[]> {
  return await atomically(context.db, { lockTimeoutMs: 5000 }, async (session) => {
    const due = await findQuestions(
      session,
      `e.gateway = $1 and e.state = 'unknown' and e.due_at <= clock.at order by e.due_at limit $2`,
      [plan.name, limit],
    )
    const isAskable = plan.gateway.class === 'queryable'
    const open = isAskable ? due.filter(({ ageMs }) => ageMs < GIVEN_UP_AFTER_MS) : []
    await putOff(session, plan, open)
    await applyMoves(
      session,
      due
        .filter((question) => !open.includes(question))
        .map(({ effect }) => note(effect, isAskable ? 'look-ups-over' : 'waits-for-decision', 'dispatcher')),
    )
    return open
  })
}

async function findQuestions(
  session: Session,
  condition: string,
  values: readonly unknown[],
): Promise<readonly OpenQuestion[]> {
  const { rows } = await session.query({
    text: `
with clock as materialized (select daylatch.clock() as at)
select ${effectColumns}, extract(epoch from clock.at - e.last_sent_at) * 1000 as age_ms
from clock, daylatch.effect e
where ${condition}
for no key update of e skip locked`,
    values,
  })
  return rows.map((row) => ({ effect: toEffectRecord(row), ageMs: toNumber(row, 'age_ms') }))
}

async function putOff(session: Session, plan: GatewayPlan, open: readonly OpenQuestion[]): Promise<void> {
  if (open.length === 0) return
  await session.query({
    text: `
update daylatch.effect e
set due_at = daylatch.clock() + d.in_ms * interval '1 millisecond'
from unnest($1::text[], $2::uuid[], $3::float8[]) as d (subject, effect_id, in_ms)
where e.subject = d.subject and e.effect_id = d.effect_id`,
    values: [
      open.map(({ effect }) => effect.subject),
      open.map(({ effect }) => effect.id),
      open.map(({ ageMs }) => Math.min(LONGEST_PAUSE_MS, Math.max(plan.leaseMs, ageMs / 2))),
    ],
  })
}

/** One effect, whose row is not locked by anybody. */
export async function findQuestion(
  context: Context,
  effect: EffectRecord,
): Promise<OpenQuestion | undefined> {
  return await ask(context.db, async (session) => {
    const { subject, id } = effect
    const [question] = await findQuestions(
      session,
      `e.subject = $1 and e.effect_id = $2 and e.state = 'unknown'`,
      [subject, id],
    )
    return question
  })
}

export type Finding = LookUpAnswer['found']

/**
 * Asks the gateway and writes down what it says. An answer `absent` before the grace time proves nothing, and is
 * `unclear`.
 *
 * @param mayResend whether absent ones are left as they are, for the caller to repeat the attempt
 */
export async function lookUp(
  context: Context,
  plan: GatewayPlan,
  { effect, ageMs }: OpenQuestion,
  { actor, mayResend }: { readonly actor: string; readonly mayResend: boolean },
): Promise<Finding> {
  const begun = await ask(context.db, async (session) => await attemptsOf(session, effect))
  const answer = await askGateway(plan, effect, begun)
  const finding = answer.found === 'absent' && ageMs < plan.graceMs ? 'unclear' : answer.found
  const move = moveOf(effect, answer, finding, actor)
  if (move === undefined || (finding === 'absent' && mayResend)) return finding
  await atomically(context.db, { lockTimeoutMs: 5000 }, async (session) => await applyMoves(session, [move]))
  return finding
}

/** @param actor whoever asked; what the dispatcher asks for by itself is the gateway's word, and leaves no note while unclear */
function moveOf(
  effect: EffectRecord,
  answer: LookUpAnswer,
  finding: Finding,
  actor: string,
): Move | undefined {
  const { subject, id, attempt } = effect
  const base = { subject, id, from: ['unknown'], attempt, detail: { found: answer.found } } as const
  if (finding === 'unclear') {
    return actor === 'dispatcher' ? undefined : { ...base, to: null, reason: 'unclear', actor }
  }
  if (finding === 'absent') return { ...note(effect, 'absent', actor), detail: base.detail }
  return {
    ...base,
    to: finding === 'accepted' ? 'sent' : finding,
    reason: 'found',
    actor: actor === 'dispatcher' ? 'gateway' : actor,
    set: { gatewayRef: 'gatewayRef' in answer ? answer.gatewayRef : undefined },
  }
}

/** From now on a person decides, or a receipt. */
function note({ subject, id, attempt }: EffectRecord, reason: string, actor: string): Move {
  return { subject, id, from: ['unknown'], attempt, to: null, dueAt: 'never', reason, actor }
}
