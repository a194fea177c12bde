import type { Pool, PoolClient } from 'pg'
import type { Isolation } from '@daylatch/race'

/** What happened in one order: what was read, whose transactions were committed, and the rows in the end. */
export interface History {
  /** Values by the name that the actor gave them; of those that committed alone, but for `dirty` ones. */
  readonly seen: Readonly<Record<string, number>>
  readonly committed: readonly boolean[]
  readonly rows: Readonly<Record<number, number>>
}

type Keep = (name: string, value: number) => void

export interface Anomaly {
  readonly name: string
  readonly transactions: readonly ((client: PoolClient, keep: Keep) => Promise<void>)[]
  /** Transactions that end with ROLLBACK. */
  readonly aborting: readonly number[]
  /** Whether the anomaly shows in a history. */
  readonly isIn: (history: History) => boolean
}

const read = async (client: PoolClient, id: number): Promise<number> => {
  const { rows } = await client.query<{ value: number }>('select value from test where id = $1', [id])
  return rows[0]?.value ?? -1
}

const write = async (client: PoolClient, id: number, value: number): Promise<void> => {
  await client.query('update test set value = $2 where id = $1', [id, value])
}

const count = async (client: PoolClient, condition: string): Promise<number> => {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from test where ${condition}`,
  )
  return rows[0]?.count ?? -1
}

/** The cases of Hermitage (Kleppmann), in the order of its matrix. Every one begins with the rows 1 → 10 and 2 → 20. */
export const anomalies: readonly Anomaly[] = [
  {
    name: 'G0',
    transactions: [11, 12].map((value) => async (client) => {
      await write(client, 1, value)
      await write(client, 2, value + 10)
    }),
    aborting: [],
    isIn: ({ rows, committed }) => committed.every(Boolean) && (rows[1] ?? 0) + 10 !== rows[2],
  },
  {
    name: 'G1a',
    transactions: [
      async (client) => write(client, 1, 101),
      async (client, keep) => keep('one', await read(client, 1)),
    ],
    aborting: [0],
    isIn: ({ seen }) => seen['one'] === 101,
  },
  {
    name: 'G1b',
    transactions: [
      async (client) => {
        await write(client, 1, 101)
        await write(client, 1, 11)
      },
      async (client, keep) => keep('one', await read(client, 1)),
    ],
    aborting: [],
    isIn: ({ seen }) => seen['one'] === 101,
  },
  {
    name: 'G1c',
    transactions: [
      async (client, keep) => {
        await write(client, 1, 11)
        keep('two', await read(client, 2))
      },
      async (client, keep) => {
        await write(client, 2, 22)
        keep('one', await read(client, 1))
      },
    ],
    aborting: [],
    isIn: ({ seen }) => seen['two'] === 22 && seen['one'] === 11,
  },
  {
    name: 'OTV',
    transactions: [
      ...[11, 12].map((value) => async (client: PoolClient) => {
        await write(client, 1, value)
        await write(client, 2, value + 7)
      }),
      async (client, keep) => {
        keep('first', await read(client, 1))
        keep('second', await read(client, 2))
        keep('third', await read(client, 1))
      },
    ],
    aborting: [],
    // The second writer is seen and then no longer: what it wrote over comes back.
    isIn: ({ seen, rows }) =>
      rows[1] === 12 && seen['first'] === 12 && (seen['second'] === 18 || seen['third'] === 11),
  },
  {
    name: 'PMP',
    transactions: [
      async (client, keep) => {
        keep('before', await count(client, 'value = 30'))
        keep('after', await count(client, 'value % 3 = 0'))
      },
      async (client) => {
        await client.query('insert into test (id, value) values (3, 30)')
      },
    ],
    aborting: [],
    isIn: ({ seen }) => seen['before'] === 0 && seen['after'] === 1,
  },
  {
    name: 'P4',
    transactions: [1, 2].map((add) => async (client) => write(client, 1, (await read(client, 1)) + add)),
    aborting: [],
    isIn: ({ rows, committed }) => committed.every(Boolean) && rows[1] !== 13,
  },
  {
    name: 'G-single',
    transactions: [
      async (client, keep) => {
        keep('one', await read(client, 1))
        keep('two', await read(client, 2))
      },
      async (client) => {
        await write(client, 1, 12)
        await write(client, 2, 18)
      },
    ],
    aborting: [],
    isIn: ({ seen }) => seen['one'] === 10 && seen['two'] === 18,
  },
  {
    name: 'G2-item',
    transactions: [
      [1, 11],
      [2, 21],
    ].map(([id = 0, value = 0]) => async (client, keep) => {
      keep(`sum of ${id}`, (await read(client, 1)) + (await read(client, 2)))
      await write(client, id, value)
    }),
    aborting: [],
    isIn: ({ seen, committed }) =>
      committed.every(Boolean) && seen['sum of 1'] === 30 && seen['sum of 2'] === 30,
  },
  {
    name: 'G2',
    transactions: [3, 4].map((id) => async (client, keep) => {
      keep(`before ${id}`, await count(client, 'value % 3 = 0'))
      await client.query('insert into test (id, value) values ($1, $2)', [id, id === 3 ? 30 : 42])
    }),
    aborting: [],
    isIn: ({ seen, committed }) =>
      committed.every(Boolean) && seen['before 3'] === 0 && seen['before 4'] === 0,
  },
]

/** One transaction of a case, as an actor: a database that refuses it has prevented what it would have seen. */
export async function transact(
  pool: Pool,
  isolation: Isolation,
  ends: 'commit' | 'rollback',
  work: (client: PoolClient) => Promise<void>,
): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query(`begin isolation level ${isolation}`)
    await work(client)
    await client.query(ends)
    return ends === 'commit'
  } catch (error) {
    await client.query('rollback')
    const isRefused =
      error instanceof Error && 'code' in error && /^(?:40001|40P01)$/.test(String(error.code))
    if (!isRefused) throw error
    return false
  } finally {
    client.release()
  }
}
