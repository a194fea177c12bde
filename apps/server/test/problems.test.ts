import { DaylatchError, errorCodes, type ErrorCode } from 'daylatch'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { Problem } from '../src/http/problem.ts'
import { SECURITY_HEADERS } from '../src/http/security-headers.ts'
import { toProblem } from '../src/http/to-problem.ts'

const NAMED: Partial<Record<ErrorCode, string>> = {
  OVERLOADED: 'overloaded',
  CONNECTION_LOST: 'database-unavailable',
}

/** The client's own mistake, which no other code of the library is. */
const KEY_REUSED = 'KEY_REUSED'

test('an idempotency key that stands for another request is the mistake of the client', () => {
  const problem = toProblem(new DaylatchError(KEY_REUSED, 'text'))
  expect([problem.status, problem.code]).toEqual([422, 'idempotency-key-reused'])
})

describe('every other code of the library has an answer: 503 if trying again can help, else 500', () => {
  test.each(Object.entries(errorCodes).filter(([name]) => name !== KEY_REUSED))(
    '%s',
    (name, { retryable }) => {
      const code = name as ErrorCode
      const problem = toProblem(new DaylatchError(code, 'text'))
      const expected = retryable ? [503, NAMED[code] ?? 'busy'] : [500, 'internal']
      expect([problem.status, problem.code]).toEqual(expected)
      expect('retry-after' in problem.headers).toBe(retryable)
    },
  )
})

test('a full queue says when to come back', () => {
  const problem = toProblem(new DaylatchError('OVERLOADED', 'full', { retryAfterMs: 2300 }))
  expect(problem.headers).toEqual({ 'retry-after': '3' })
})

describe('a database that is not there', () => {
  test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', '57P01', '57P03', '08006', '53300'])('%s', (code) => {
    const problem = toProblem(Object.assign(new Error('x'), { code }))
    expect([problem.status, problem.code]).toEqual([503, 'database-unavailable'])
  })

  test('found behind another error, and as `pg` says it', async () => {
    const inner = Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
    expect(toProblem(new Error('outer', { cause: inner })).status).toBe(503)
    const client = new pg.Client({ host: '127.0.0.1', port: 1 })
    await expect(client.connect().catch((error: unknown) => toProblem(error).status)).resolves.toBe(503)
  })
})

test('anything else is a defect of ours, and its text stays here', () => {
  const problem = toProblem(new Error('select secret from somewhere'))
  expect(problem.status).toBe(500)
  expect(JSON.stringify(problem.toBody())).not.toContain('secret')
  expect(toProblem('thrown text').status).toBe(500)
})

test('a problem is itself', () => {
  const problem = new Problem(404, 'gone', 'It is gone.', { extra: { card: 2 } })
  expect(toProblem(problem)).toBe(problem)
  expect(problem.toBody()).toEqual({
    type: 'urn:daylatch:problem:gone',
    title: 'Not Found',
    status: 404,
    detail: 'It is gone.',
    code: 'gone',
    card: 2,
  })
})

test('nothing inline may run, and nobody may frame us', () => {
  const policy = SECURITY_HEADERS['content-security-policy'] ?? ''
  expect(policy).not.toContain('unsafe')
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("default-src 'none'")
})
