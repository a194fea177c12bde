import type { Database, Session } from '../drivers/database.ts'
import { isLostStatement } from '../drivers/preparing.ts'
import { asFailure, connectOrUnavailable } from '../drivers/trouble.ts'
import { toNumber } from '../rows.ts'

/** Whether something between us and the server hands connections out transaction by transaction. */
export interface PoolerFacts {
  readonly isPooled: boolean
  /** Whether a statement that was prepared by name is found again. */
  readonly keepsPrepared: boolean
}

const ROUNDS = 3

/**
 * Watches two connections take turns: directly, each is one process of the server, always the same. A pooler in
 * transaction mode gives whichever is free, while the other holds one; a prepared statement is then found only where the
 * pooler follows it.
 *
 * @param db a database whose statements are prepared (`prepare: true`)
 * @throws {DaylatchError} CONNECTION_LOST, DATABASE
 */
export async function poolerFacts(db: Database): Promise<PoolerFacts> {
  const sessions: Session[] = []
  try {
    const one = await connect(db, sessions)
    const other = await connect(db, sessions)
    return await watch(one, other)
  } catch (error) {
    throw asFailure(error)
  } finally {
    // A connection on which a statement was lost is not for the next one.
    for (const session of sessions) session.release(new Error('Used for a test'))
  }
}

async function connect(db: Database, sessions: Session[]): Promise<Session> {
  const session = await connectOrUnavailable(db)
  sessions.push(session)
  return session
}

async function watch(one: Session, other: Session): Promise<PoolerFacts> {
  const seen = { one: new Set<number>(), other: new Set<number>() }
  let keepsPrepared = true
  for (let round = 0; round < ROUNDS; round += 1) {
    seen.one.add(await backend(one))
    if (!(await findsPrepared(one))) keepsPrepared = false
    await other.query({ text: 'begin' })
    seen.other.add(await backend(other))
    seen.one.add(await backend(one))
    if (keepsPrepared && !(await findsPrepared(one))) keepsPrepared = false
    await other.query({ text: 'rollback' })
    if (keepsPrepared && !(await findsPrepared(other))) keepsPrepared = false
  }
  const isShared = [...seen.one].some((pid) => seen.other.has(pid))
  return { isPooled: isShared || seen.one.size > 1 || seen.other.size > 1, keepsPrepared }
}

async function backend(session: Session): Promise<number> {
  const { rows } = await session.query({ text: 'select pg_backend_pid() as pid' })
  const [row] = rows
  if (row === undefined) throw new TypeError('Expected one row')
  return toNumber(row, 'pid')
}

async function findsPrepared(session: Session): Promise<boolean> {
  try {
    await session.query({ name: 'daylatch_doctor', text: 'select 1' })
    return true
  } catch (error) {
    if (isLostStatement(error)) return false
    throw error
  }
}
