import { setTimeout as pause } from 'node:timers/promises'

/**
 * @typedef {object} Wait
 * @property {number} waiterPid
 * @property {string} waiter
 * @property {number} holderPid
 * @property {string} holder
 * @property {string} holderState
 * @property {string} since
 * @property {string} forSeconds
 * @property {string} lock
 */

/** Who waits for whom, and since when, in the database's own words. */
const whoWaits = `
  select waiter.pid as "waiterPid", waiter.application_name as waiter,
         holder.pid as "holderPid", holder.application_name as holder, holder.state as "holderState",
         to_char(lock.waitstart, 'HH24:MI:SS.MS') as since,
         round(extract(epoch from clock_timestamp() - lock.waitstart), 1)::text as "forSeconds",
         lock.locktype || ' ' || lock.mode as lock
    from pg_stat_activity waiter
    cross join lateral unnest(pg_blocking_pids(waiter.pid)) as blocking (pid)
    join pg_stat_activity holder on holder.pid = blocking.pid
    join pg_locks lock on lock.pid = waiter.pid and not lock.granted and lock.waitstart is not null
   where waiter.datname = current_database()`

/**
 * @param {import('pg').Pool} observer a session that takes no part
 * @returns {Promise<readonly Wait[]>}
 */
export async function waits(observer) {
  return (await observer.query(whoWaits)).rows
}

/**
 * Asks again and again until there is a wait, or until `isOver`.
 *
 * @param {import('pg').Pool} observer
 * @param {() => boolean} isOver
 */
export async function firstWait(observer, isOver) {
  while (!isOver()) {
    const [wait] = await waits(observer)
    if (wait !== undefined) return wait
    await pause(10)
  }
  return undefined
}

/** @param {Wait} wait */
export function describeWait(wait) {
  return (
    `${wait.waiter} (pid ${wait.waiterPid}) waits for ${wait.holder} (pid ${wait.holderPid}, ${wait.holderState}) ` +
    `since ${wait.since}, ${wait.forSeconds} s: ${wait.lock}`
  )
}
