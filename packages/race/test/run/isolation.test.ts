import { serverUrl } from '@daylatch/test-kit'
import { Pool } from 'pg'
import type { PoolClient } from 'pg'
import postgres from 'postgres'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { LabOptions } from '../../src/config/lab-options.ts'
import { inOrderOf } from '../../src/replay/replay.ts'
import type { Lab } from '../../src/run/lab.ts'
import { openLab } from '../../src/run/open-lab.ts'
import type { RunOptions } from '../../src/run/run.ts'

/** What each transaction of an actor says about its own level. */
async function levels<App>(options: Partial<LabOptions<App>>, run: RunOptions): Promise<readonly unknown[]> {
  const opened: Lab<App> = await openLab<App>({
    actors: [],
    invariant: () => true,
    database: serverUrl(),
    ...options,
  })
  onTestFinished(() => opened.close())
  const { outcomes } = await opened.run(inOrderOf([]), run)
  // Nothing of it may be left in the sessions.
  const after = await opened.run(inOrderOf([]))
  return [outcomes, after.outcomes].map(([outcome]) =>
    outcome?.kind === 'returned' ? outcome.value : outcome,
  )
}

const show = 'show transaction_isolation'

async function inside(client: PoolClient, begin: string): Promise<string | undefined> {
  await client.query(begin)
  const { rows } = await client.query<{ transaction_isolation: string }>(show)
  await client.query('commit')
  return rows[0]?.transaction_isolation
}

describe('another isolation level than the application asks for', () => {
  test.each(['repeatable read', 'serializable'] as const)(
    '%s is that of plain, named and autocommit transactions, and gone afterwards',
    async (isolation) => {
      const [with_, without] = await levels(
        {
          application: (url: string) => new Pool({ connectionString: url, max: 1 }),
          actors: [
            async (pool: Pool) => {
              const client = await pool.connect()
              const alone = await client.query<{ transaction_isolation: string }>(show)
              const seen = [
                alone.rows[0]?.transaction_isolation,
                await inside(client, 'begin'),
                await inside(client, 'BEGIN ISOLATION LEVEL  READ COMMITTED'),
                await inside(client, 'start transaction isolation level repeatable read'),
              ]
              client.release()
              return seen
            },
          ],
        },
        { isolation },
      )

      expect(with_).toEqual([isolation, isolation, isolation, isolation])
      expect(without).toEqual(['read committed', 'read committed', 'read committed', 'repeatable read'])
    },
  )

  test('it is that of connections which are opened during the run, and of prepared statements', async () => {
    const [with_, without] = await levels(
      {
        application: (url: string) => url,
        actors: [
          async (url: string) => {
            const sql = postgres(url, { max: 1 })
            const [row] = await sql`select current_setting('transaction_isolation') as level`
            await sql.end()
            return row?.['level'] as unknown
          },
        ],
      },
      { isolation: 'serializable' },
    )

    expect([with_, without]).toEqual(['serializable', 'read committed'])
  })
})
