import { Queue, Worker } from 'bullmq'
import { createDispatcher, day, fromPg, migrate, once } from 'daylatch'
import { Redis } from 'ioredis'
import pg from 'pg'
import { deliverJob } from './deliver-job.mjs'

const GATEWAY_TIMEOUT_MS = 20_000
const LOCK_MS = 30_000

const message = once('message', { per: day({ zone: 'UTC' }) })

/**
 * A gateway that counts what arrives, and takes its time until it is let go.
 *
 * @param {(text: string) => void} say
 */
function slowGateway(say) {
  let arrivals = 0
  /** @type {(() => void) | undefined} */
  let letGo
  const free = new Promise((resolve) => {
    letGo = () => resolve(undefined)
  })
  /** @type {(() => void) | undefined} */
  let arrive
  const arrived = new Promise((resolve) => {
    arrive = () => resolve(undefined)
  })
  return {
    arrived,
    letGo: () => letGo?.(),
    arrivals: () => arrivals,
    /** One call as a program would make it. */
    call: async () => {
      arrivals += 1
      say('a message arrives')
      arrive?.()
      await free
    },
  }
}

/**
 * Queues one message and one job for it; takes the lock of the first worker away in mid-call, as a pause of its process
 * that was longer than the lock would; and lets a second worker have the same job.
 *
 * @param {string} databaseUrl
 * @param {string | { path: string }} redisPlace
 * @param {{ byHand: boolean, say: (speaker: string, text: string) => void }} how
 */
export async function demonstrate(databaseUrl, redisPlace, { byHand, say }) {
  const pool = new pg.Pool({ connectionString: databaseUrl }).on('error', () => undefined)
  const redis = new Redis(redisPlace, { maxRetriesPerRequest: null })
  const name = `messages-${process.pid}`
  /** @type {Queue<import('./deliver-job.mjs').Delivery>} */
  const queue = new Queue(name, { connection: redis })
  const gateway = slowGateway((text) => say('gateway', text))
  const db = fromPg(pool)
  const setUp = {
    gateways: {
      sms: {
        gateway: /** @type {import('daylatch').Gateway} */ ({
          class: 'blind',
          timeoutMs: GATEWAY_TIMEOUT_MS,
          send: async (_message, { assertLease }) => {
            assertLease()
            await gateway.call()
            return { outcome: 'accepted' }
          },
        }),
      },
    },
    actionOf: () => message,
  }
  try {
    await migrate(db)
    say(
      'start',
      refusalOf(() => createDispatcher(db, { ...setUp, queueLockMs: 10_000 })),
    )
    const dispatcher = createDispatcher(db, { ...setUp, queueLockMs: LOCK_MS })

    const sent = await message.send(db, 'client:7', {
      gateway: 'sms',
      recipient: '+447700900123',
      payload: { text: 'Hello' },
    })
    if (sent.status !== 'queued') throw new Error('Expected a free slot')
    const job = await queue.add('deliver', { effectId: sent.effect.id })
    say('web', 'has queued a message, and a job for it')

    const deliver = byHand ? async () => await gateway.call().then(() => 'sent') : deliverJob(dispatcher)
    const first = work('worker 1', deliver)
    await gateway.arrived
    await redis.del(`${queue.toKey(job.id ?? '')}:lock`)
    say('queue', 'the lock of worker 1 is gone, and its job is handed out again')
    const second = work('worker 2', deliver)
    if (!byHand) await second.done
    else while (gateway.arrivals() < 2) await new Promise((resolve) => setImmediate(resolve))
    gateway.letGo()
    await Promise.all([first.done, second.done])
    await Promise.all([first.worker.close(), second.worker.close()])
    await dispatcher.stop()
    say('gateway', `messages that arrived: ${gateway.arrivals()}`)
  } finally {
    gateway.letGo()
    await queue.obliterate({ force: true })
    await queue.close()
    await redis.quit()
    await pool.end()
  }

  /**
   * @param {string} speaker
   * @param {ReturnType<typeof deliverJob>} deliver
   */
  function work(speaker, deliver) {
    /** @type {((state: string) => void) | undefined} */
    let finish
    const done = new Promise((resolve) => {
      finish = resolve
    })
    const worker = new Worker(
      name,
      async (/** @type {import('bullmq').Job<import('./deliver-job.mjs').Delivery>} */ job, token) => {
        say(speaker, 'has the job')
        const state = await deliver(job, token)
        say(speaker, `is done with it: the message is ${state}`)
        finish?.(state)
        return state
      },
      { connection: redis, lockDuration: LOCK_MS, stalledInterval: 100 },
    )
    // The first one is told that its lock is gone.
    worker.on('error', () => undefined)
    return { worker, done }
  }
}

/** @param {() => unknown} attempt */
function refusalOf(attempt) {
  try {
    attempt()
  } catch (error) {
    return error instanceof Error ? `refused: ${error.message}` : String(error)
  }
  throw new Error('Expected a lock that is too short to be refused')
}
