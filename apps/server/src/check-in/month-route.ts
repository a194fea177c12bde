import { periodAt } from 'daylatch'
import { personOf, requirePerson } from '../accounts/identify.ts'
import { problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { calendar, periodsOf } from './month.ts'
import { MonthQuerySchema, MonthSchema } from './month-schemas.ts'
import { registeredAt } from './store.ts'

/** Most claims of a month: as many as it has days, and some that were released. */
const MOST_CLAIMS = 500

/** The member's own calendar. */
export function monthRoute(app: App, site: Site): void {
  const { zone, checkIn } = site.settings.config
  app.get(
    '/api/check-ins/me',
    {
      onRequest: requirePerson(site),
      schema: {
        operationId: 'getMonth',
        tags: ['check-in'],
        description: "A month of the member's days, the running one if none is named.",
        querystring: MonthQuerySchema,
        response: { 200: MonthSchema, ...problems(400, 401, 503) },
      },
    },
    async (request) => {
      const { id } = personOf(request)
      const now = await site.clock.now()
      const today = periodAt(site.checkIn.rule, now).key
      const month = request.query.month ?? today.slice(0, 7)
      const periods = periodsOf(site.checkIn.rule, month)
      const span = { from: periods[0]?.startsAt ?? now, to: periods.at(-1)?.endsAt ?? now }
      const [status, since, claims] = await Promise.all([
        site.checkIn.status(site.reads, id),
        registeredAt(site.pool, id),
        site.checkIn.history(site.reads, id, { ...span, limit: MOST_CLAIMS }),
      ])
      const { daysBack, perMonth, cost } = checkIn.makeUp
      const makeUp =
        status.makeUps === null
          ? null
          : { daysBack, perMonth, left: status.makeUps.leftThisMonth, cost, unit: checkIn.unit }
      const days = calendar(periods, {
        rule: site.checkIn.rule,
        now,
        since,
        claims: claims.filter((claim) => claim.releasedAt === null),
        ranked: checkIn.rank,
        reach: makeUp === null || makeUp.left === 0 ? 0 : daysBack,
      })
      const { streak, claims: total } = status
      const { resetAt } = checkIn
      return { month, zone, resetAt, today, streak, claims: total, makeUp, days: [...days] }
    },
  )
}
