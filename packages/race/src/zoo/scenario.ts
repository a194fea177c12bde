import type { Pool, PoolClient } from 'pg'

/** What a handler finds around it. */
export interface Surroundings {
  /** The application's pool: at least one connection for each actor. */
  readonly pool: Pool
  /** A third party that cannot be called back: resolves once it has done what it was asked for. */
  readonly call: (name: string) => Promise<void>
}

/** One request, as an application would handle it. */
export interface Request {
  /** What it does, in a user's words. */
  readonly name: string
  readonly run: (around: Surroundings) => Promise<unknown>
}

/** `bug`: as first written. `trap`: the cure that looks right and is none. `cure`: the one that holds. */
export const variantKinds = ['bug', 'trap', 'cure'] as const
export type VariantKind = (typeof variantKinds)[number]

/** One way to write the handler. */
export interface Variant {
  readonly does: string
  /** What it needs in the database beyond the scenario's own tables. */
  readonly schema?: string
  readonly requests: readonly Request[]
}

/** What is left when all requests have ended. */
export interface Aftermath {
  /** First row of a question to the database. */
  readonly one: <Row>(sql: string) => Promise<Row>
  /** What the third party was asked for, in order. */
  readonly calls: readonly string[]
  /** Errors that reached a user. */
  readonly errors: readonly unknown[]
}

/** A race that real applications have shipped, with its wrong cure and its right one. */
export interface Scenario {
  readonly name: string
  readonly title: string
  /** What kind of anomaly it is, in the words of the literature. */
  readonly shape: string
  /** Tables and their first rows. */
  readonly schema: string
  /** Third parties that its handlers call. */
  readonly thirdParties?: readonly string[]
  /** What must hold whatever the order. */
  readonly promise: string
  /** What is broken, in a sentence; nothing where the promise holds. */
  readonly check: (after: Aftermath) => Promise<string | undefined>
  readonly variants: Readonly<Record<VariantKind, Variant>>
  /** Where the bug and the trap were seen in the wild. */
  readonly sources: readonly string[]
}

/** Runs `work` between BEGIN and COMMIT on a connection of its own; rolls back when it throws. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

/** The same request twice: the double click, the retry, the second worker. */
export function twice(name: string, run: Request['run']): readonly Request[] {
  return [
    { name, run },
    { name, run },
  ]
}
