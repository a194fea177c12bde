import type { ClaimRecord } from 'daylatch'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fromHotCookie } from '../accounts/identify.ts'
import { accountOf, FIRST_CARD } from '../cards/rules.ts'
import { type DirectAnswer, type JsonAnswer, plainBodyLength, readBody, sendJson } from '../http/direct.ts'
import { problemBody, PROBLEM_TYPE } from '../http/problem.ts'
import { requestId } from '../http/request-id.ts'
import { comesFromHere } from '../http/same-site.ts'
import type { App } from '../http/server-types.ts'
import { toProblem } from '../http/to-problem.ts'
import type { Site } from '../site.ts'
import { CHECK_INS } from './check-in-route.ts'
import { ALREADY, viewOf } from './rules.ts'

const LONGEST_BODY = 64

/**
 * The check-in that nearly all of them are, answered past Fastify: a member whose cookie is known to be good, for the first
 * card, without an idempotency key. It does what the route does, in the same order and with the same functions; whatever
 * is not this very request goes to the route. `direct-check-in.test.ts` sends everything both ways.
 */
export function directCheckIn(app: App, site: Site): DirectAnswer {
  const { rank } = site.settings.config.checkIn
  const paidTo = { account: accountOf(FIRST_CARD) }
  const log = site.log.child({ method: 'POST', path: CHECK_INS })
  return (request, response) => {
    if (request.method !== 'POST' || request.url !== CHECK_INS) return false
    const length = plainBodyLength(request, LONGEST_BODY)
    if (length === undefined || !comesFromHere(request.headers)) return false
    const person = fromHotCookie(site, request.headers.cookie, true)
    if (person === undefined) return false
    const call = { request, response, id: requestId(request), beganAt: performance.now() }
    if (length === 0) void claim(call, person.id)
    else {
      readBody(request, (body) => {
        if (meansFirstCard(body.toString())) void claim(call, person.id)
        else passOn(app, call, body)
      })
    }
    return true
  }

  async function claim(call: Call, memberId: string): Promise<void> {
    let answer: JsonAnswer
    try {
      const {
        status,
        claim: made,
        opensAt,
        replayed,
      } = await site.checkIn.claim(site.claims, memberId, paidTo)
      if (status === 'claimed' && !replayed) site.live.tell()
      answer =
        status === 'claimed'
          ? { status: 201, id: call.id, body: JSON.stringify(viewOf(made, opensAt, rank)) }
          : { status: 409, id: call.id, body: alreadyText(made, opensAt, rank), type: PROBLEM_TYPE }
    } catch (error) {
      site.metrics.failed(error)
      const problem = toProblem(error)
      logFailure(call.id, problem)
      answer = { ...refusal(call.id, problem.toBody()), headers: problem.headers }
    }
    sendJson(call.response, answer)
    const ms = performance.now() - call.beganAt
    site.metrics.answered('POST', CHECK_INS, answer.status, ms / 1000)
    log.info({ reqId: call.id, status: answer.status, ms: Math.round(ms) }, 'answered')
  }

  function logFailure(reqId: string, { status, code, cause }: ReturnType<typeof toProblem>): void {
    if (status < 500) return
    site.log[status === 503 ? 'warn' : 'error']({ reqId, code, err: cause }, 'the request failed')
  }
}

function refusal(id: string, body: Record<string, unknown>): JsonAnswer {
  return { status: Number(body['status']), id, body: JSON.stringify(body), type: PROBLEM_TYPE }
}

const ALREADY_TEXT = JSON.stringify(problemBody(409, ...ALREADY, {})).slice(0, -1)

/** Refusals that were sent, by the check-in that was first: one that is remembered is the same object each time. */
const refusals = new WeakMap<ClaimRecord, string>()

/** The refusal with the check-in that was first: the same text each time, and then the check-in's own. */
function alreadyText(made: ClaimRecord, opensAt: Date | null, ranked: boolean): string {
  const known = refusals.get(made)
  if (known !== undefined) return known
  const text = `${ALREADY_TEXT},${JSON.stringify(viewOf(made, opensAt, ranked)).slice(1)}`
  refusals.set(made, text)
  return text
}

interface Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly id: string
  readonly beganAt: number
}

/** Whether the body is one of those that the route takes for the first card. */
function meansFirstCard(body: string): boolean {
  if (body === '{"card":1}' || body === '{}') return true
  try {
    const value: unknown = JSON.parse(body)
    if (value === null) return true
    const isPlain = typeof value === 'object' && !Array.isArray(value)
    return isPlain && JSON.stringify({ card: FIRST_CARD, ...value }) === '{"card":1}'
  } catch {
    // Not JSON: the route says so.
    return false
  }
}

/** Lets the route answer a request whose body has been read already. */
function passOn(app: App, { request, response, id }: Call, body: Buffer): void {
  const headers = { ...request.headers, 'x-request-id': id }
  app.inject({ method: 'POST', url: CHECK_INS, headers, payload: body }).then(
    ({ statusCode, headers: { connection, date: _date, ...own }, rawPayload }) => {
      if (connection === 'close') response.setHeader('connection', connection)
      response.writeHead(statusCode, own as Record<string, string>).end(rawPayload)
    },
    () => response.destroy(),
  )
}
