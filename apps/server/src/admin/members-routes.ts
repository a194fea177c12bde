import { Type } from 'typebox'
import { banMember, unbanMember } from '../accounts/ban.ts'
import { changeRole } from '../accounts/change-role.ts'
import { personOf, requireRole } from '../accounts/identify.ts'
import { problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { findMember, searchMembers } from './members-store.ts'
import { Cursor, IdSchema, MemberSchema, MembersSchema, NoBody, RoleChangeSchema } from './schemas.ts'

const tags = ['admin']

const ById = Type.Object({ id: IdSchema }, { additionalProperties: false })

export function memberAdminRoutes(app: App, site: Site): void {
  const onRequest = requireRole(site, 'admin')
  app.get(
    '/api/admin/members',
    {
      onRequest,
      schema: {
        operationId: 'searchMembers',
        tags,
        description: 'Members whose name or address contains `search`, or whose id it is; the newest first.',
        querystring: Type.Object(
          { search: Type.Optional(Type.String({ maxLength: 254 })), cursor: Cursor },
          { additionalProperties: false },
        ),
        response: { 200: MembersSchema, ...problems(400, 401, 403, 503) },
      },
    },
    async ({ query }) => {
      const { items, nextCursor } = await searchMembers(site.pool, query.search?.trim() ?? '', query.cursor)
      return { items: [...items], nextCursor }
    },
  )
  app.post(
    '/api/admin/members/:id/ban',
    {
      onRequest,
      schema: {
        operationId: 'banMember',
        tags,
        description: 'Ends his sessions and revokes his API keys; holds on every process within a minute.',
        params: ById,
        body: NoBody,
        response: { 200: MemberSchema, ...problems(...WRITE_REFUSALS, 401, 404, 409) },
      },
    },
    async (request) => {
      const { id } = request.params
      await banMember(site.pool, site.revocations, id, personOf(request).id)
      return await findMember(site.pool, id)
    },
  )
  app.post(
    '/api/admin/members/:id/unban',
    {
      onRequest,
      schema: {
        operationId: 'unbanMember',
        tags,
        params: ById,
        body: NoBody,
        response: { 200: MemberSchema, ...problems(...WRITE_REFUSALS, 401, 404) },
      },
    },
    async (request) => {
      const { id } = request.params
      await unbanMember(site.pool, id, personOf(request).id)
      return await findMember(site.pool, id)
    },
  )
  app.post(
    '/api/admin/roles',
    {
      onRequest,
      schema: {
        operationId: 'changeRole',
        tags,
        body: RoleChangeSchema,
        response: { 200: MemberSchema, ...problems(...WRITE_REFUSALS, 401, 404, 409) },
      },
    },
    async (request) => {
      const { memberId, role } = request.body
      await changeRole(site.pool, site.revocations, { memberId, role, actor: personOf(request).id })
      return await findMember(site.pool, memberId)
    },
  )
}
