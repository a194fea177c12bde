import type { Database } from '../../drivers/database.ts'
import { ask } from '../../drivers/trouble.ts'
import { badOption } from '../../errors.ts'
import { assertWholeNumber } from '../../options.ts'
import { text } from '../../rows.ts'
import { assertEffectId } from './effect-id.ts'
import { type EffectEvent, eventColumns, toEffectEvent } from './events.ts'

/** Up to where somebody has read the events of all effects. */
export interface EventPosition {
  /** The transaction that wrote the event, as a decimal number: more than a JavaScript number counts exactly. */
  readonly xact: string
  readonly subject: string
  readonly effectId: string
  readonly seq: number
}

/** An event with its place in the order in which all of them are read. */
export interface TailedEvent extends EffectEvent {
  readonly action: string
  readonly position: EventPosition
}

export interface TailOptions {
  readonly after: EventPosition
  /** 1 to 1000. */
  readonly limit: number
}

/** Before every event, and in `xact` before every transaction that a follower has yet to hear of. */
const NOBODY = { subject: '', effectId: '00000000-0000-0000-0000-000000000000', seq: 0 }

const LARGEST_XACT = 2n ** 64n - 1n

// Transactions commit in another order than they began in. Whoever read what is visible, and went on from the last of
// it, would skip an event whose transaction began earlier and commits later. Below the oldest transaction that still
// runs nothing can come any more. `effect-tail.test.ts` takes the bound away and loses an event.
const tailStatement = {
  name: 'daylatch_tail_effect_events',
  text: `
select ${eventColumns}, v.xact, e.action
from daylatch.effect_event v
  cross join lateral (
    select e.action from daylatch.effect e where e.subject = v.subject and e.effect_id = v.effect_id limit 1
  ) e
where (v.xact, v.subject, v.effect_id, v.seq) > ($1::xid8, $2, $3::uuid, $4::integer)
  and v.xact < pg_snapshot_xmin(pg_current_snapshot())
order by v.xact, v.subject, v.effect_id, v.seq
limit $5`,
}

/**
 * Events of all effects behind a position, each exactly once and none skipped, in an order that stays.
 *
 * That order is by the beginning of transactions, so of two events of one effect the later one may come first: their
 * `seq` says which is which.
 *
 * Only what is older than every running transaction of the server is given, so one that writes for minutes, in
 * whichever database, holds the events after it back for as long.
 *
 * @throws {DaylatchError} BAD_OPTION, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function tailEffectEvents(db: Database, options: TailOptions): Promise<readonly TailedEvent[]> {
  const { after, limit } = options
  assertPosition(after)
  assertWholeNumber('limit', limit, 1, 1000)
  const { xact, subject, effectId, seq } = after
  const values = [xact, subject, effectId, seq, limit]
  const { rows } = await ask(db, async (session) => await session.query({ ...tailStatement, values }))
  return rows.map((row) => {
    const event = toEffectEvent(row)
    const position = {
      xact: text(row, 'xact'),
      subject: event.subject,
      effectId: event.effectId,
      seq: event.seq,
    }
    return { ...event, action: text(row, 'action'), position }
  })
}

/**
 * The position of this moment: whatever commits from now on is behind it. So is what committed shortly before while
 * an older transaction was running; a follower that has read the state before may hear of it again.
 *
 * @throws {DaylatchError} CONNECTION_LOST, DATABASE
 */
export async function endOfEffectEvents(db: Database): Promise<EventPosition> {
  const { rows } = await ask(
    db,
    async (session) =>
      await session.query({
        name: 'daylatch_end_of_effect_events',
        text: 'select pg_snapshot_xmin(pg_current_snapshot()) as xact',
      }),
  )
  const [row] = rows
  if (row === undefined) throw new TypeError('Expected the server to name its oldest transaction')
  return { ...NOBODY, xact: text(row, 'xact') }
}

function assertPosition({ xact, subject, effectId, seq }: EventPosition): void {
  if (typeof xact !== 'string' || !/^\d{1,20}$/.test(xact) || BigInt(xact) > LARGEST_XACT) {
    throw badOption('after.xact', 'the number of a transaction, as text', xact)
  }
  if (
    typeof subject !== 'string' ||
    subject.length > 200 ||
    subject.includes('\0') ||
    !subject.isWellFormed()
  ) {
    throw badOption('after.subject', 'a subject', typeof subject)
  }
  assertEffectId('after.effectId', effectId)
  assertWholeNumber('after.seq', seq, 0, 2_147_483_647)
}
