import { activeBonusTable, type BonusTable, previewBonusTable } from 'daylatch'
import { Type } from 'typebox'
import { requireRole } from '../accounts/identify.ts'
import type { Config } from '../config/schema.ts'
import { SIGN_UP_MODES } from '../config/settings.ts'
import { Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { Instant, OrNull } from './schemas.ts'

const StreakBonuses = Type.Array(
  Type.Object(
    {
      days: Type.Integer({ minimum: 1, maximum: 10_000 }),
      bonus: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
    },
    { additionalProperties: false },
  ),
  { maxItems: 100, description: 'As `checkIn.streakBonuses` in the configuration file' },
)

const BonusTableSchema = Type.Object(
  {
    version: Type.Integer(),
    activatedAt: Instant,
    actor: Type.String(),
    reason: Type.String(),
    streakBonuses: StreakBonuses,
  },
  { description: 'The version by which streaks are paid now' },
)

const PreviewSchema = Type.Object({
  active: OrNull(BonusTableSchema),
  steps: Type.Array(
    Type.Object({
      days: Type.Integer(),
      before: Type.Integer({ description: 'What is paid for this streak now; 0 for nothing' }),
      after: Type.Integer(),
      members: Type.Integer({
        description: 'How many stand right below it, with a streak that is not broken',
      }),
    }),
  ),
})

const ConfigViewSchema = Type.Object({
  config: Type.Record(Type.String(), Type.Unknown(), {
    description: 'As in the configuration file, with the defaults; of a gateway its kind alone',
  }),
  signUp: Type.Enum([...SIGN_UP_MODES]),
  actions: Type.Array(Type.String(), { description: 'What an API key can be for' }),
  bonuses: OrNull(BonusTableSchema),
})

/** What the site goes by at this moment, so that nobody has to guess which file was read. */
export function configRoute(app: App, site: Site): void {
  app.get(
    '/api/admin/config',
    {
      onRequest: requireRole(site, 'admin'),
      schema: {
        operationId: 'getConfig',
        tags: ['admin'],
        description: 'The configuration in effect. No secrets: those come from the environment only.',
        response: { 200: ConfigViewSchema, ...problems(401, 403, 503) },
      },
    },
    async () => {
      const { config, signUp } = site.settings
      return {
        config: withoutSecrets(config),
        signUp,
        actions: [...site.actions.keys()],
        bonuses: tableOf(await activeBonusTable(site.reads, site.checkIn.action)),
      }
    },
  )
  app.post(
    '/api/admin/bonus-preview',
    {
      onRequest: requireRole(site, 'admin'),
      schema: {
        operationId: 'previewBonuses',
        tags: ['admin'],
        description:
          'What other streak bonuses would change; nothing is written. They are put in force by the configuration file and a restart.',
        body: Type.Object({ streakBonuses: StreakBonuses }, { additionalProperties: false }),
        response: { 200: PreviewSchema, ...problems(...WRITE_REFUSALS, 401) },
      },
    },
    async ({ body }) => {
      const wanted = body.streakBonuses.map(({ days, bonus }) => ({ streak: days, amount: bonus }))
      if (new Set(wanted.map(({ streak }) => streak)).size < wanted.length) {
        throw new Problem(400, 'invalid-input', 'body.streakBonuses must not have the same days twice')
      }
      const { active, steps } = await previewBonusTable(site.reads, site.checkIn, wanted)
      return {
        active: tableOf(active),
        steps: steps.map(({ streak, before, after, subjects }) => ({
          days: streak,
          before,
          after,
          members: subjects,
        })),
      }
    },
  )
}

function tableOf(table: BonusTable | null) {
  if (table === null) return null
  const { version, activatedAt, actor, reason, steps } = table
  const streakBonuses = steps.map(({ streak, amount }) => ({ days: streak, bonus: amount }))
  return { version, activatedAt: activatedAt.toISOString(), actor, reason, streakBonuses }
}

/** A gateway takes whatever settings its kind has; if somebody writes a secret there, it must not come out here. */
function withoutSecrets(config: Config): Record<string, unknown> {
  const gateways = Object.entries(config.messages.gateways).map(([name, { kind }]) => [name, { kind }])
  return { ...config, messages: { ...config.messages, gateways: Object.fromEntries(gateways) as unknown } }
}
