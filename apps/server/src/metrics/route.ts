import type { FastifyRequest } from 'fastify'
import { timingSafeEqual } from 'node:crypto'
import { Type } from 'typebox'
import { hashOf } from '../accounts/one-time-token.ts'
import { Problem, problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'

const TEXT: Record<never, never> = {
  200: { description: 'Prometheus text format', content: { 'text/plain': { schema: Type.String() } } },
}

/** Headers by which proxies say that they pass a request of somebody else on. */
const PASSED_ON = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
]

/** The numbers of all processes of this site, for Prometheus; see docs/decisions for who may read them. */
export function metricsRoute(app: App, site: Site): void {
  app.get(
    '/metrics',
    {
      onRequest: async (request) => {
        assertMayRead(request, site.settings.metricsToken)
        await Promise.resolve()
      },
      schema: {
        operationId: 'getMetrics',
        tags: ['operation'],
        description:
          'Prometheus metrics, summed over all server processes. With `DAYLATCH_METRICS_TOKEN` set: with that token. ' +
          'Without: from this machine, not through a proxy.',
        response: { ...TEXT, ...problems(401, 403, 503) },
      },
    },
    async (_request, reply) => reply.type(site.metrics.registry.contentType).send(await site.metricsOfAll()),
  )
}

/** @throws {Problem} 401 `metrics-token-required`, 403 `metrics-refused` */
function assertMayRead(request: FastifyRequest, token: string | null): void {
  if (token !== null) {
    const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (given !== undefined && isSame(given, token)) return
    const detail = 'Send the token: `Authorization: Bearer …`.'
    throw new Problem(401, 'metrics-token-required', detail, { headers: { 'www-authenticate': 'Bearer' } })
  }
  const isPassedOn = PASSED_ON.some((name) => request.headers[name] !== undefined)
  if (isPassedOn || !isLoopback(request.socket.remoteAddress ?? '')) {
    const detail = 'Without DAYLATCH_METRICS_TOKEN the metrics are for this machine alone.'
    throw new Problem(403, 'metrics-refused', detail)
  }
}

/** Hashes have one length, so the comparison tells nothing. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(a)), Buffer.from(hashOf(b)))
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address)
}
