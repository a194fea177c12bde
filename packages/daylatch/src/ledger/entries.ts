import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { assertWholeNumber } from '../options.ts'
import { type AccountOptions, AMOUNT_LIMIT, checkAccount } from './account.ts'
import { type Entry, entryColumns, toEntry } from './entry.ts'

export interface EntriesOptions extends AccountOptions {
  /** Only entries before this one: the `seq` of the last entry of the page before. */
  readonly before?: number
  /** @default 50 */
  readonly limit?: number
}

const statement = {
  name: 'daylatch_entries',
  text: `
select ${entryColumns} from daylatch.entry e
where e.subject = $1 and e.unit = $2 and e.account = $3 and e.seq < $4
  and e.seq > coalesce((
    select c.seq from daylatch.checkpoint c where c.subject = $1 and c.unit = $2 and c.account = $3
  ), 0)
order by e.seq desc limit $5`,
}

/**
 * The change log of an account, newest first, with the running balance. It ends where retention has dropped what was
 * before; single older ones that it kept for the sake of their claims are not shown.
 *
 * @throws {DaylatchError} BAD_OPTION, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function entries(
  db: Database,
  subject: string,
  options: EntriesOptions,
): Promise<readonly Entry[]> {
  const { unit, account } = checkAccount(subject, options)
  const { before = AMOUNT_LIMIT, limit = 50 } = options
  assertWholeNumber('before', before, 0, AMOUNT_LIMIT)
  assertWholeNumber('limit', limit, 1, 10_000)
  const values = [subject, unit, account, before, limit]
  const { rows } = await ask(db, async (session) => await session.query({ ...statement, values }))
  return rows.map(toEntry)
}
