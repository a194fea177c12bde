import { Type } from 'typebox'
import { personOf, requireRole } from '../accounts/identify.ts'
import { Instant, NoBody, OrNull } from '../admin/schemas.ts'
import { Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { readRun } from './run-view.ts'

const RunSchema = Type.Object({
  state: Type.Enum(['none', 'running', 'clean', 'broken', 'failed', 'lost'], {
    description: '`lost`: the process that ran it died; start another one',
  }),
  startedAt: OrNull(Instant),
  startedBy: OrNull(Type.String()),
  finishedAt: OrNull(Instant),
  done: Type.Integer({ description: 'Subjects that were checked' }),
  total: Type.Integer({ description: 'Subjects in all, as estimated at the start' }),
  reason: OrNull(Type.String({ description: 'Why it did not come to its end' })),
  counts: OrNull(
    Type.Object({
      subjects: Type.Integer(),
      accounts: Type.Integer(),
      entries: Type.Integer(),
      claims: Type.Integer(),
    }),
  ),
  problem: OrNull(
    Type.Object(
      {
        subject: Type.String(),
        table: Type.String(),
        row: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
        rule: Type.String(),
        text: Type.String(),
      },
      { description: 'The first row that breaks a rule' },
    ),
  ),
})

/** Whether everything that is stored agrees: asked for here, done in the background, kept until the next time. */
export function verificationRoutes(app: App, site: Site): void {
  const onRequest = requireRole(site, 'admin')
  app.get(
    '/api/admin/verify',
    {
      onRequest,
      schema: {
        operationId: 'getVerifyRun',
        tags: ['admin'],
        description: 'The run of `verify` that is under way, or the last one with its result.',
        response: { 200: RunSchema, ...problems(401, 403, 503) },
      },
    },
    async () => await readRun(site.pool),
  )
  app.post(
    '/api/admin/verify',
    {
      onRequest,
      schema: {
        operationId: 'startVerifyRun',
        tags: ['admin'],
        description: 'Starts `verify` in the background; one at a time. Ask with GET what it has come to.',
        body: NoBody,
        response: { 202: RunSchema, ...problems(...WRITE_REFUSALS, 401, 409) },
      },
    },
    async (request, reply) => {
      if (!(await site.verifyRuns.begin(personOf(request).id))) {
        throw new Problem(409, 'verify-running', 'A run is under way. Wait for its result.')
      }
      return reply.code(202).send(await readRun(site.pool))
    },
  )
}
