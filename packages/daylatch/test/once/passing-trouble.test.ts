import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { tally } from '../support/tally.ts'

/** Has the server refuse the first `times` attempts to take a latch. A sequence counts them: it is not rolled back. */
async function refuseLatches(pool: Pool, code: string, times: number): Promise<() => Promise<number>> {
  await pool.query(`
    create sequence public.attempts;
    create function public.refuse() returns trigger language plpgsql as $$
      begin
        if nextval('public.attempts') <= ${times} then
          raise exception using errcode = '${code}', message = 'refused by the test';
        end if;
        return new;
      end $$;
    create trigger refuse before insert on daylatch.latch for each row execute function public.refuse()`)
  return async () => {
    const { rows } = await pool.query<{ n: number }>(
      'select case when is_called then last_value::int else 0 end as n from public.attempts',
    )
    return rows[0]?.n ?? Number.NaN
  }
}

test.each([
  ['57014', 'a statement that was cancelled, or out of time'],
  ['25006', 'a server that takes no writes for the moment'],
  ['25P04', 'a transaction that was out of time'],
  ['53300', 'a server without a free connection'],
  ['57P03', 'a server that is starting'],
])('%s, %s, passes: the claim is tried again, and made once', async (code) => {
  const { db, pool } = await freshDatabase()
  const attempts = await refuseLatches(pool, code, 2)
  const { status } = await checkInOnce().claim(db, 'ada')
  expect([status, await attempts()]).toEqual(['claimed', 3])
  expect(await tally(pool)).toEqual({ latches: 1, claims: 1, entries: 1, paid: 25, balances: 25, broken: 0 })
})

test('when it does not pass in time, the caller is told that trying again may help', async () => {
  const { db, pool } = await freshDatabase()
  const attempts = await refuseLatches(pool, '25006', 1000)
  const claim = checkInOnce({ patienceMs: 0 }).claim(db, 'ada')
  await expect(claim).rejects.toMatchObject({ code: 'CONNECTION_LOST', retryable: true })
  expect([await attempts(), (await tally(pool)).claims]).toEqual([1, 0])
})

test('the twin, a refusal that will not pass, is told at once', async () => {
  const { db, pool } = await freshDatabase()
  const attempts = await refuseLatches(pool, '42501', 2)
  expect(await outcomeOf(checkInOnce().claim(db, 'ada'))).toBe('DATABASE')
  expect([await attempts(), (await tally(pool)).claims]).toEqual([1, 0])
})
