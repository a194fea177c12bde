import type { Session } from '../drivers/database.ts'
import { toNumber } from '../rows.ts'

const tables = ['latch', 'claim', 'claim_key', 'balance', 'entry', 'reservation', 'checkpoint']

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

/** From every table: a row of a subject that no other table knows has to be found too. */
const nextStatement = {
  name: 'daylatch_next_subjects',
  text: `
select max(s.subject) as up_to, count(*) as subjects
from (
  select u.subject from (
    ${tables
      .map(
        (table) =>
          `(select distinct t.subject from daylatch.${table} t where t.subject > $1 order by 1 limit $2)`,
      )
      .join('\n    union ')}
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
