import { Type } from 'typebox'
import { requireRole } from '../accounts/identify.ts'
import type { Config } from '../config/schema.ts'
import { SIGN_UP_MODES } from '../config/settings.ts'
import { problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'

const ConfigViewSchema = Type.Object({
  config: Type.Record(Type.String(), Type.Unknown(), {
    description: 'As in the configuration file, with the defaults; of a gateway its kind alone',
  }),
  signUp: Type.Enum([...SIGN_UP_MODES]),
  actions: Type.Array(Type.String(), { description: 'What an API key can be for' }),
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
      return await Promise.resolve({
        config: withoutSecrets(config),
        signUp,
        actions: [...site.actions.keys()],
      })
    },
  )
}

/** A gateway takes whatever settings its kind has; if somebody writes a secret there, it must not come out here. */
function withoutSecrets(config: Config): Record<string, unknown> {
  const gateways = Object.entries(config.messages.gateways).map(([name, { kind }]) => [name, { kind }])
  return { ...config, messages: { ...config.messages, gateways: Object.fromEntries(gateways) as unknown } }
}
