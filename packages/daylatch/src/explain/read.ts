import type { Row, Session } from '../drivers/database.ts'
import { effectColumns } from '../effect/effect-record.ts'
import { entryColumns } from '../ledger/entry.ts'
import { reservationColumns } from '../ledger/reservation.ts'
import { epochMs } from '../rows.ts'

/** The rows that an explanation is made of, all of one snapshot. */
export interface SubjectRows {
  readonly clock: readonly Row[]
  readonly latches: readonly Row[]
  readonly claims: readonly Row[]
  readonly balances: readonly Row[]
  readonly entries: readonly Row[]
  readonly reservations: readonly Row[]
  readonly keys: readonly Row[]
}

/** @param recent how many claims of each action, entries of each account and reservations */
export async function readSubject(session: Session, subject: string, recent: number): Promise<SubjectRows> {
  await session.query({ text: 'begin isolation level repeatable read, read only' })
  const ask = async (text: string, values: readonly unknown[]): Promise<readonly Row[]> =>
    (await session.query({ text, values })).rows
  const rows = {
    clock: await ask(`select ${epochMs('daylatch.clock()')} as at`, []),
    latches: await ask(LATCHES, [subject]),
    claims: await ask(CLAIMS, [subject, recent]),
    balances: await ask(BALANCES, [subject]),
    entries: await ask(ENTRIES, [subject, recent]),
    reservations: await ask(RESERVATIONS, [subject, recent]),
    keys: await ask(KEYS, [subject, recent]),
  }
  await session.query({ text: 'commit' })
  return rows
}

const LATCHES = `
select l.action, l.claim_id, l.period, l.released, l.claims,
  ${epochMs('l.starts_at')} as starts_at, ${epochMs('l.ends_at')} as ends_at
from daylatch.latch l where l.subject = $1 order by l.action`

const CLAIMS = `
with recent as (
  select k.*, row_number() over (partition by k.action order by k.claimed_at desc, k.claim_id) as place
  from daylatch.claim k where k.subject = $1
)
select k.claim_id, k.action, k.kind, k.period, k.zone, k.rank, k.streak, k.unit, k.account, k.reward, k.bonus, k.seq,
  ${epochMs('k.starts_at')} as starts_at, ${epochMs('k.ends_at')} as ends_at, ${epochMs('k.claimed_at')} as claimed_at,
  ${epochMs('k.released_at')} as released_at, y.balance, ${effectColumns}
from recent k
  left join daylatch.entry y on y.subject = k.subject and y.unit = k.unit and y.account = k.account and y.seq = k.seq
  left join daylatch.effect e on e.subject = k.effect_subject and e.effect_id = k.effect_id
where k.place <= $2 order by k.action, k.place`

const BALANCES = `
select b.unit, b.account, b.amount, b.held, b.version from daylatch.balance b where b.subject = $1
order by b.unit, b.account`

const ENTRIES = `
select ${entryColumns}
from daylatch.balance b cross join lateral (
  select * from daylatch.entry e where e.subject = b.subject and e.unit = b.unit and e.account = b.account
  order by e.seq desc limit $2
) e
where b.subject = $1 order by e.unit, e.account, e.seq desc`

const RESERVATIONS = `
select ${reservationColumns} from daylatch.reservation r where r.subject = $1
order by r.state = 'held' desc, r.reserved_at desc, r.reservation_id limit $2`

// An expired key is absent, whether it has been deleted already or not.
const KEYS = `
select y.action, y.key, y.won, y.claim_id, ${epochMs('y.expires_at')} as expires_at
from daylatch.claim_key y where y.subject = $1 and y.expires_at > daylatch.clock()
order by y.expires_at desc, y.action, y.key limit $2`
