import type { Session } from '../drivers/database.ts'
import { toNumber } from '../rows.ts'

const tables = [
  'latch',
  'claim',
  'claim_key',
  'balance',
  'entry',
  'reservation',
  'checkpoint',
  'effect',
  'effect_event',
]

/** A stretch of subjects in the order of the keys: those after `after`, up to and with `upTo`. */
export interface SubjectRange {
  readonly after: string
  readonly upTo: string
  readonly subjects: number
}

/** Condition of a statement whose $1 and $2 are the bounds of a range. */
export function inRange(alias: string): string {
  return `${alias}.subject > $1 and ${alias}.subject <= $2`
}

/**
 * The next subjects of one table, each found by the index from the one before: `distinct` would read a table that has no
 * statistics yet from end to end.
 */
function nextOf(table: string): string {
  return `(
    with recursive next (subject) as (
      (select t.subject from daylatch.${table} t where t.subject > $1 order by t.subject limit 1)
      union all
      select (select t.subject from daylatch.${table} t where t.subject > next.subject order by t.subject limit 1)
      from next where next.subject is not null
    )
    select next.subject from next where next.subject is not null limit $2
  )`
}

/** From every table: a row of a subject that no other table knows has to be found too. */
const nextStatement = {
  name: 'daylatch_next_subjects',
  text: `
select max(s.subject) as up_to, count(*) as subjects
from (
  select u.subject from (
    ${tables.map(nextOf).join('\n    union ')}
  ) u order by u.subject limit $2
) s`,
}

/** @returns `undefined` when there is no subject after `after` */
export async function nextRange(
  session: Session,
  after: string,
  size: number,
): Promise<SubjectRange | undefined> {
  const { rows } = await session.query({ ...nextStatement, values: [after, size] })
  const [row] = rows
  const upTo = row?.['up_to']
  if (row === undefined || upTo == null) return undefined
  return { after, upTo, subjects: toNumber(row, 'subjects') }
}

const countStatement = {
  name: 'daylatch_count_subjects',
  text: `
select count(*) as subjects
from (select b.subject from daylatch.balance b union select l.subject from daylatch.latch l) s where s.subject > $1`,
}

/** About how many subjects there are: for progress, not for promises. */
export async function countSubjects(session: Session, after: string): Promise<number> {
  const { rows } = await session.query({ ...countStatement, values: [after] })
  return rows[0] === undefined ? 0 : toNumber(rows[0], 'subjects')
}
