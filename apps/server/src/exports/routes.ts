import type { FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import { Type } from 'typebox'
import { requireRole } from '../accounts/identify.ts'
import { csvHeaders } from '../http/csv.ts'
import { Problem, problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { claimsCsv } from './claims.ts'
import { entriesCsv } from './entries.ts'
import { membersCsv } from './members.ts'

const CSV: Record<never, never> = {
  200: { description: 'A CSV file', content: { 'text/csv': { schema: Type.String() } } },
}

const Moment = Type.Optional(
  Type.String({ maxLength: 40, description: 'A date (00:00 UTC), or a date and a time with its offset' }),
)

/** Files for spreadsheets. Streamed, whatever their size; a file that breaks off is cut, not ended. */
export function exportRoutes(app: App, site: Site): void {
  const onRequest = requireRole(site, 'admin')
  const schema = { tags: ['admin'], response: { ...CSV, ...problems(401, 403, 503) } }
  app.get(
    '/api/admin/members.csv',
    { onRequest, schema: { ...schema, operationId: 'exportMembers' } },
    async (_request, reply) => sendCsv(reply, 'members', membersCsv(site.pool)),
  )
  app.get(
    '/api/admin/claims.csv',
    { onRequest, schema: { ...schema, operationId: 'exportClaims' } },
    async (_request, reply) => sendCsv(reply, 'claims', claimsCsv(site.pool)),
  )
  app.get(
    '/api/admin/entries.csv',
    {
      onRequest,
      schema: {
        operationId: 'exportEntries',
        tags: ['admin'],
        description:
          'The change log of everybody, from the first moment (included) to the second (not included).',
        querystring: Type.Object({ from: Moment, to: Moment }, { additionalProperties: false }),
        response: { ...CSV, ...problems(400, 401, 403, 503) },
      },
    },
    async ({ query }, reply) => {
      const [from, to] = [momentOf('from', query.from), momentOf('to', query.to)]
      const filter = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
      return sendCsv(reply, 'entries', entriesCsv(site.pool, filter))
    },
  )
}

function sendCsv(reply: FastifyReply, name: string, file: Readable): FastifyReply {
  const date = new Date().toISOString().slice(0, 10)
  return reply.headers(csvHeaders(`daylatch-${name}-${date}.csv`)).send(file)
}

const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/

/** @throws {Problem} 400 `invalid-input` */
function momentOf(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const moment = new Date(text)
  if (!MOMENT.test(text) || Number.isNaN(moment.getTime()) || !isDate(text.slice(0, 10))) {
    throw new Problem(
      400,
      'invalid-input',
      `query.${name} must be such as 2026-11-22 or 2026-11-22T08:00:00+08:00`,
    )
  }
  return moment
}

/** `Date` takes 31 February for 3 March. */
function isDate(text: string): boolean {
  return new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
}
