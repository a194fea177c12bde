import { DaylatchError } from 'daylatch'
import { keyReused } from './idempotency-key.ts'
import { Problem } from './problem.ts'

/** What is looked at of an error that came from Fastify, from the validator, from `pg` or from the system. */
interface Fault {
  readonly code?: unknown
  readonly statusCode?: unknown
  readonly validation?: readonly { readonly instancePath?: string; readonly message?: string }[]
  readonly validationContext?: string
  readonly message?: unknown
}

const FASTIFY_CODES: Readonly<Record<string, readonly [number, string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body-too-large', 'The body is larger than this route takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'unsupported-media-type',
    'Send the body as application/json or application/x-www-form-urlencoded; a file to import as text/csv.',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    400,
    'malformed-body',
    'The body is empty although its content type is application/json.',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'malformed-body', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'malformed-body',
    'The body is not as long as its Content-Length says.',
  ],
  FST_ERR_BAD_URL: [400, 'bad-url', 'The address cannot be decoded.'],
  FST_ERR_MAX_PARAM_LENGTH_EXCEEDED: [414, 'bad-url', 'A part of the address is too long.'],
}

/** SQLSTATEs and system codes that mean: the database is not there now. Told apart by code, never by text. */
const UNAVAILABLE =
  /^(?:08...|57P0[0-5]|53300|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/

/** SQLSTATEs of a transaction that was undone because of others, and may go well the next time. */
const PASSING: ReadonlySet<string> = new Set(['40001', '40P01', '55P03'])

/** Turns anything thrown into the answer for the client. A problem of status 500 is a defect of ours and is logged. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof DaylatchError) return fromLibrary(error)
  const fault = (typeof error === 'object' && error !== null ? error : {}) as Fault
  if (fault.validation !== undefined) return fromValidation(fault)
  const known = typeof fault.code === 'string' ? FASTIFY_CODES[fault.code] : undefined
  if (known !== undefined) return new Problem(known[0], known[1], known[2], { cause: error })
  if (isDatabaseUnavailable(error)) return databaseUnavailable(error)
  if (typeof fault.code === 'string' && PASSING.has(fault.code)) return busy(error)
  const { statusCode } = fault
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new Problem(statusCode, 'bad-request', 'The request cannot be understood.', { cause: error })
  }
  return internal(error)
}

function fromLibrary(error: DaylatchError): Problem {
  const seconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 1000) / 1000))
  const options = { cause: error, headers: { 'retry-after': String(seconds) } }
  if (error.code === 'KEY_REUSED') return keyReused(error)
  if (error.code === 'CONNECTION_LOST') return databaseUnavailable(error)
  if (error.code === 'OVERLOADED') {
    return new Problem(503, 'overloaded', 'Too many requests are waiting. Nothing was attempted.', options)
  }
  if (error.retryable) {
    return new Problem(503, 'busy', 'Another change held the record for too long. Try again.', options)
  }
  return internal(error)
}

function busy(cause: unknown): Problem {
  const detail = 'Another change was in the way. Nothing was done. Try again.'
  return new Problem(503, 'busy', detail, { cause, headers: { 'retry-after': '1' } })
}

function internal(cause: unknown): Problem {
  const detail = 'Something went wrong on our side. It has been written down.'
  return new Problem(500, 'internal', detail, { cause })
}

export function databaseUnavailable(cause: unknown): Problem {
  const detail = 'The database cannot be reached at the moment. Try again.'
  return new Problem(503, 'database-unavailable', detail, { cause, headers: { 'retry-after': '2' } })
}

export function isDatabaseUnavailable(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as Fault
    if (typeof code === 'string' && UNAVAILABLE.test(code)) return true
    if (at instanceof AggregateError && at.errors.some(isDatabaseUnavailable)) return true
    // `pg` has no code for its own two: a connection that ended under a query, and no free connection in time.
    if (code === undefined && PG_WITHOUT_CODE.has(at.message)) return true
  }
  return false
}

const PG_WITHOUT_CODE: ReadonlySet<string> = new Set([
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
])

function fromValidation(fault: Fault): Problem {
  const errors = (fault.validation ?? []).slice(0, 10).map((entry) => ({
    path: `${fault.validationContext ?? 'input'}${(entry.instancePath ?? '').replaceAll('/', '.')}`,
    message: entry.message ?? 'is not allowed',
  }))
  const first = errors[0]
  const detail = first === undefined ? 'The input is not allowed.' : `${first.path} ${first.message}`
  return new Problem(400, 'invalid-input', detail, { extra: { errors } })
}
