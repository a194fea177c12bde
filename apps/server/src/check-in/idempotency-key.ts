import type { FastifyRequest } from 'fastify'
import { Problem } from '../http/problem.ts'

/**
 * Refuses an `Idempotency-Key`: this version cannot keep its promise yet, and whoever sends one relies on it.
 * Without it a repeated check-in is safe all the same: the second one is answered with the first one's record.
 *
 * @throws {Problem} 400 `idempotency-key-unsupported`
 */
export async function refuseIdempotencyKey(request: FastifyRequest): Promise<void> {
  if (request.headers['idempotency-key'] !== undefined) {
    const detail = 'This version does not take an Idempotency-Key. Send the request without one.'
    throw new Problem(400, 'idempotency-key-unsupported', detail)
  }
  await Promise.resolve()
}
