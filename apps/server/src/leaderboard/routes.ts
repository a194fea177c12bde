import { problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { LeaderboardSchema } from './schemas.ts'
import { readLeaderboard } from './store.ts'

export function leaderboardRoute(app: App, site: Site): void {
  app.get(
    '/api/leaderboard',
    {
      schema: {
        operationId: 'getLeaderboard',
        tags: ['check-in'],
        description: 'The longest running streaks and the most check-ins, computed about once a minute.',
        response: { 200: LeaderboardSchema, ...problems(503) },
      },
    },
    async () => {
      const { updatedAt, streaks, totals } = await readLeaderboard(site.pool)
      return { updatedAt, streaks: [...streaks], totals: [...totals] }
    },
  )
}
