import { type Database, poolerFacts, type ServerFacts } from 'daylatch'
import { connectionsOf } from '../../process/pools.ts'
import type { Finding } from './finding.ts'

/** Whether the processes of the site get the connections that they may open. */
export function checkConnections({ connections }: ServerFacts, workers: number): Finding {
  const { limit, inUse } = connections
  const needed = connectionsOf(workers)
  const facts = { workers, needed, limit, inUse }
  const processes = workers === 1 ? 'One server process opens' : `${workers} server processes open`
  const text = `${processes} up to ${needed} connections; the database allows ${limit}, of which ${inUse} are open now.`
  if (needed <= limit) return { check: 'connections', level: 'ok', text, facts }
  const advice = ' Raise max_connections (or the limit of the role or database), or lower DAYLATCH_WORKERS.'
  return { check: 'connections', level: 'error', text: text + advice, facts }
}

/** @param db with `prepare: true` */
export async function checkPooler(db: Database): Promise<Finding> {
  const facts = await poolerFacts(db)
  const words = !facts.isPooled
    ? 'The database is reached directly, or through a pooler that keeps sessions.'
    : facts.keepsPrepared
      ? 'A pooler in transaction mode stands before the database, and it follows prepared statements.'
      : 'A pooler in transaction mode stands before the database, and it does not follow prepared statements.'
  const advice = facts.keepsPrepared
    ? ''
    : ' The site prepares none then, which costs the database a third more for each batch of check-ins.'
  return { check: 'pooler', level: 'ok', text: words + advice, facts: { ...facts } }
}
