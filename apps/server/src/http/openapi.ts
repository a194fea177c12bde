import swagger from '@fastify/swagger'
import type { App } from './server-types.ts'

/** Collects the routes that are registered after it, and serves their description. */
export async function openapi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Daylatch',
        version: '0.1.0',
        description:
          'Refusals are problem details (RFC 9457) with a stable `code`. GET never changes anything.',
      },
      tags: ['accounts', 'check-in', 'quota', 'reading', 'actions', 'clients', 'admin', 'operation'].map(
        (name) => ({
          name,
        }),
      ),
    },
  })
  app.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    return await reply.type('application/json; charset=utf-8').send(app.swagger())
  })
}
