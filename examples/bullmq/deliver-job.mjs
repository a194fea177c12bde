import { DelayedError } from 'bullmq'

/** @typedef {{ readonly effectId: string }} Delivery */

/**
 * What a worker of BullMQ does with a job that names an effect: one attempt, unless somebody else has made it or is
 * making it. A job that BullMQ hands out twice, because a worker was stopped for longer than its lock, finds that out here.
 *
 * An attempt that is to follow later becomes a delay of the same job. A job whose effect waits for a person ends; queue
 * another one when it was decided.
 *
 * @param {import('daylatch').Dispatcher} dispatcher made with `queueLockMs`: the worker's `lockDuration`
 * @returns {(job: import('bullmq').Job<Delivery>, token?: string) => Promise<string>} the state of the effect
 */
export function deliverJob(dispatcher) {
  return async (job, token) => {
    const result = await dispatcher.deliver(job.data.effectId)
    const inMs = againInMs(result)
    if (inMs !== null) {
      await job.moveToDelayed(Date.now() + inMs, token)
      throw new DelayedError()
    }
    return result.status === 'absent' ? 'absent' : result.effect.state
  }
}

/** @param {import('daylatch').DeliverResult} result */
function againInMs(result) {
  if (result.status === 'not-now') return result.againInMs
  if (result.status !== 'attempted' || result.effect.state !== 'pending') return null
  return Math.max(0, (result.effect.dueAt?.getTime() ?? 0) - Date.now())
}
