import type { Pool } from 'pg'
import { Type } from 'typebox'
import { requireRole } from '../accounts/identify.ts'
import { Problem, problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'

const PAGE = 50

const AuditSchema = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Type.String({ format: 'date-time' }),
      actor: Type.Union([Type.String(), Type.Null()], { description: "A member's id" }),
      action: Type.String(),
      target: Type.Union([Type.String(), Type.Null()]),
      detail: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
})

/** Who did what to whom; the newest first. */
export function auditRoutes(app: App, site: Site): void {
  app.get(
    '/api/admin/audit',
    {
      onRequest: requireRole(site, 'admin'),
      schema: {
        operationId: 'listAudit',
        tags: ['admin'],
        description: 'Every change by the staff, the newest first. Entries are never changed or removed.',
        querystring: Type.Object(
          { cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })) },
          { additionalProperties: false },
        ),
        response: { 200: AuditSchema, ...problems(400, 401, 403, 503) },
      },
    },
    async ({ query }) => await listAudit(site.pool, query.cursor),
  )
}

interface AuditRow {
  readonly id: string
  readonly at: Date
  readonly actor: string | null
  readonly action: string
  readonly target: string | null
  readonly detail: Record<string, unknown>
}

async function listAudit(pool: Pool, cursor: string | undefined) {
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor)) {
    throw new Problem(400, 'invalid-cursor', 'The cursor is not one that this list has given out.')
  }
  const { rows } = await pool.query<AuditRow>(
    `select id, at, actor, action, target, detail from site.audit_log
     where $1::bigint is null or id < $1 order by id desc limit ${PAGE + 1}`,
    [cursor ?? null],
  )
  const items = rows.slice(0, PAGE).map((row) => ({ ...row, at: row.at.toISOString() }))
  return { items, nextCursor: rows.length > PAGE ? (items.at(-1)?.id ?? null) : null }
}
