import type { Database, Session } from './database.ts'
import type { PgClient, PgPool } from './pg-client.ts'
import { PgSession } from './pg-session.ts'
import { Preparing } from './preparing.ts'
import { refusalOfPgPool, watchPgPool } from './watch-pg-pool.ts'

/** The type of client that blocks get: the one that a pool of this type hands out. `pg.Pool` has an overload with a callback. */
export type ClientOf<Source> = Source extends PgClient
  ? Source
  : Source extends { connect: { (): Promise<infer Client>; (callback: never): void } }
    ? Client
    : Source extends { connect(): Promise<infer Client> }
      ? Client
      : PgClient

export interface FromPgOptions {
  /**
   * Whether statements are prepared by name on each connection: less work for the server. Leave it off behind a
   * pooler in transaction mode that does not follow prepared statements (pgbouncer before 1.21); `poolerFacts` tells.
   * Where one shows itself later, by SQLSTATE 26000 or 42P05, no more are prepared.
   * @default false
   */
  readonly prepare?: boolean
  /**
   * Another database of `fromPg` to do as: prepares what that one prepares, and stops when that one stops. For a client
   * in a transaction, whose adapter lives too short to learn what stands in between. `prepare` then says nothing.
   */
  readonly like?: Database
}

/** What each adapter has found out about preparing, for those that are to do as it does. */
const preparingOf = new WeakMap<object, Preparing>()

/**
 * Adapts a `pg.Pool`, or a client on which the caller has begun a transaction: then locks join that transaction.
 *
 * With a pool whose clients are made with `pipeline: true` a batch of claims is one round trip, and a lock takes one
 * less; without, one per statement.
 */
export function fromPg<Source extends PgPool | PgClient>(
  source: Source,
  options: FromPgOptions = {},
): Database<ClientOf<Source>> {
  const shared = options.like && preparingOf.get(options.like)
  const preparing = shared ?? new Preparing(options.prepare ?? false)
  // Only a pool counts its clients. The client's type follows from the source's, and is lost on the way through here.
  const pool = isPool(source) ? source : undefined
  const database: Database<PgClient> = {
    dialect: 'postgres',
    source,
    isJoined: pool === undefined,
    connect: () =>
      pool === undefined
        ? Promise.resolve(new PgSession(source as PgClient, preparing, false))
        : checkOut(pool, preparing),
    ...(pool === undefined ? {} : watched(pool)),
  }
  preparingOf.set(database, preparing)
  return database as Database<ClientOf<Source>>
}

function isPool(source: PgPool | PgClient): source is PgPool {
  return 'totalCount' in source
}

function checkOut(pool: PgPool, preparing: Preparing): Promise<Session<PgClient>> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client) => {
      if (client === undefined) reject(error ?? new Error('The pool gave no connection'))
      else resolve(new PgSession(client, preparing, true))
    })
  })
}

function watched(pool: PgPool): Pick<Database, 'watchCheckouts' | 'refusalOfCheckout'> {
  return {
    watchCheckouts: (check) => watchPgPool(pool, check),
    refusalOfCheckout: () => refusalOfPgPool(pool),
  }
}
