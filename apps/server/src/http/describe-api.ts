import pg from 'pg'
import { pino } from 'pino'
import { deriveSecrets } from '../accounts/secrets.ts'
import { assembleSite } from '../assemble.ts'
import { DEFAULT_CONFIG } from '../config/defaults.ts'
import { buildApp } from './app.ts'

/** The OpenAPI description as text, from the routes themselves. Needs no database: nothing is asked of it. */
export async function describeApi(): Promise<string> {
  const pool = new pg.Pool({ max: 1 })
  const site = assembleSite({
    settings: {
      config: DEFAULT_CONFIG,
      signUp: 'open',
      articlesFolder: '',
      metricsToken: null,
      publicUrl: 'http://127.0.0.1:3000',
      gatewaySecrets: {},
    },
    log: pino({ level: 'silent' }),
    pool,
    claimPool: pool,
    dispatchPool: pool,
    client: () => new pg.Client(),
    prepare: false,
    secrets: deriveSecrets('the description of the API signs nothing'),
  })
  const app = await buildApp(site)
  await app.ready()
  const text = `${JSON.stringify(app.swagger(), null, 2)}\n`
  await app.close()
  return text
}
