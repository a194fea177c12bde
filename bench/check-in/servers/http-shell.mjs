import { fastify } from 'fastify'
import { CookieCheck } from '../cookie.mjs'
import { answerSchema, bodySchema } from './schemas.mjs'

/**
 * A check-in as the API shows it.
 *
 * @typedef {object} CheckInView
 * @property {string} period
 * @property {string} claimedAt
 * @property {number} reward
 * @property {number} bonus
 * @property {string} unit
 * @property {number} card
 * @property {number} balance
 * @property {number} streak
 * @property {number | null} rank
 * @property {string} resetsAt
 *
 * @callback CheckIn
 * @param {string} memberId
 * @param {number} card
 * @returns {Promise<{ status: 'claimed' | 'already', view: CheckInView }>}
 */

/**
 * The HTTP server of everybody who is written in JavaScript: the same Fastify as ours, the same cookie check, the same
 * rules for what comes in and goes out. No log, no metrics, none of our hooks: as one would write it for this one route.
 *
 * @param {string} key with which the cookies are signed
 * @param {CheckIn} checkIn
 */
export function httpShell(key, checkIn) {
  const app = fastify({ bodyLimit: 64 * 1024 })
  let hasFailed = false
  app.setErrorHandler(async (error, _request, reply) => {
    const { statusCode = 500 } = /** @type {{ statusCode?: number }} */ (error)
    // The first one tells; thousands would hide it.
    if (statusCode >= 500 && !hasFailed) console.error(error)
    hasFailed ||= statusCode >= 500
    return await reply.code(/** @type {201} */ (statusCode)).send({ code: 'failed' })
  })
  const cookies = new CookieCheck(key)
  app.decorateRequest('memberId', '')
  app.post(
    '/api/check-ins',
    {
      schema: { body: bodySchema, response: answerSchema },
      onRequest: async (request) => {
        const memberId = cookies.memberOf(request.headers.cookie)
        if (memberId === undefined) throw Object.assign(new Error('Sign in first.'), { statusCode: 401 })
        request.setDecorator('memberId', memberId)
      },
    },
    async (request, reply) => {
      const { card = 1 } = /** @type {{ card?: number }} */ (request.body ?? {})
      const memberId = /** @type {string} */ (request.getDecorator('memberId'))
      const { status, view } = await checkIn(memberId, card)
      if (status === 'claimed') return await reply.code(201).send(view)
      return await reply.code(409).send({ code: 'already-checked-in', ...view })
    },
  )
  return app
}
