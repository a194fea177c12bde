import { setTimeout as pause } from 'node:timers/promises'
import { fromPg, withLock } from 'daylatch'
import pg from 'pg'
import { screen } from './screen.mjs'
import { describeWait, firstWait, waits } from './waits.mjs'

const client7 = {
  text: `select name, last_message_on, last_message_on = current_date as "isDone" from client where id = $1`,
  values: [7],
}

/** A person decides here how long the row is held: no limit of ours ends it. */
const patient = { timeoutMs: 2_147_483_647, maxHoldMs: 2_147_483_647 }

/**
 * At most one message a day to a client, as both consoles run it.
 *
 * @param {pg.Pool} pool
 * @param {(text: string) => void} say
 * @param {() => Promise<void>} gateway what takes so long; only this example calls one inside of a lock
 */
async function sendMessage(pool, say, gateway) {
  say('withLock(db, client 7, …)')
  await withLock(
    fromPg(pool),
    client7,
    async (client, tx) => {
      say(
        `has the row: ${String(client['name'])}, message today: ${client['isDone'] === true ? 'yes' : 'no'}`,
      )
      if (client['isDone'] === true) return say('sends nothing')
      await gateway()
      await tx.query('update client set last_message_on = current_date, messages = messages + 1 where id = 7')
      say('has sent a message, commits')
    },
    patient,
  )
}

/**
 * Two sessions and a third one that watches them.
 *
 * @param {string} url
 * @param {import('./let-through.mjs').LetThrough} hold
 * @returns {Promise<number>} an exit code
 */
export async function demonstrate(url, hold) {
  const connect = (/** @type {string} */ name) =>
    // `end()` of a pool does not wait for its connections to be closed, and the server that is stopped then says so on them.
    new pg.Pool({ connectionString: url, application_name: name, max: 1 }).on('error', () => undefined)
  const [one, two, observer] = [connect('console 1'), connect('console 2'), connect('observer')]
  try {
    await observer.query(`create table client (
      id int primary key, name text, last_message_on date, messages int not null default 0)`)
    await observer.query(`insert into client values (7, 'Ada')`)
    return await lockTwice(one, two, observer, hold)
  } finally {
    await Promise.all([one, two, observer].map((pool) => pool.end()))
  }
}

/**
 * @param {pg.Pool} one
 * @param {pg.Pool} two
 * @param {pg.Pool} observer
 * @param {import('./let-through.mjs').LetThrough} hold
 */
async function lockTwice(one, two, observer, hold) {
  const say = screen(process.stdout)
  const [inside, seen] = [new Moment(), new Moment()]
  let how = 'over'
  let isOver = false
  const first = sendMessage(
    one,
    (text) => say('console 1', text),
    async () => {
      say('console 1', hold.hint)
      inside.set()
      await seen.come
      how = await hold.wait()
    },
  )
  await Promise.race([inside.come, first])

  const second = sendMessage(
    two,
    (text) => say('console 2', text),
    () => Promise.reject(new Error('The lock let both through')),
  )
  const both = Promise.all([first, second]).finally(() => (isOver = true))
  const watching = watch(
    observer,
    (text) => {
      seen.set()
      say('database', text)
    },
    () => isOver,
  )
  await Promise.all([both, watching])
  const { rows } = await observer.query('select messages from client where id = 7')
  say('database', `nobody waits; messages sent to Ada today: ${String(rows[0].messages)}`)
  return how === 'over' ? 0 : 130
}

/** Something that happens once and that others wait for. */
class Moment {
  set = () => {}
  come = new Promise((resolve) => (this.set = () => resolve(undefined)))
}

/**
 * Prints what the database says when the wait begins, and again every second.
 *
 * @param {pg.Pool} observer
 * @param {(text: string) => void} say
 * @param {() => boolean} isOver
 */
async function watch(observer, say, isOver) {
  for (let wait = await firstWait(observer, isOver); wait !== undefined; [wait] = await waits(observer)) {
    say(describeWait(wait))
    for (const until = performance.now() + 1000; performance.now() < until && !isOver();) await pause(20)
  }
}
