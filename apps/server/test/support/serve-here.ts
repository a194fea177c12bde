import type { TestDatabase } from '@daylatch/test-kit'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { loadSecrets } from '../../src/accounts/secrets.ts'
import { assembleSite } from '../../src/assemble.ts'
import { DEFAULT_CONFIG } from '../../src/config/defaults.ts'
import type { Config } from '../../src/config/schema.ts'
import { buildApp } from '../../src/http/app.ts'
import { openPools } from '../../src/process/pools.ts'
import type { Render } from '../../src/reading/render.ts'
import type { Site } from '../../src/site.ts'
import type { TestMember } from './member.ts'
import { migratedDatabase } from './migrated-database.ts'
import { mintMembers } from './mint-members.ts'

export interface HereOptions {
  readonly articles?: Readonly<Record<string, string>>
  readonly render?: Render
  /** In place of the defaults. */
  readonly config?: Partial<Config>
  readonly gatewaySecrets?: Readonly<Record<string, string>>
}

/** A site in the test's own process, for tests that replace a part of it. It is spoken to over HTTP all the same. */
export interface SiteHere {
  readonly site: Site
  readonly url: string
  readonly database: TestDatabase
  member(): Promise<TestMember>
  stop(): Promise<void>
}

export async function serveHere({
  articles = {},
  render,
  config = {},
  gatewaySecrets = {},
}: HereOptions = {}): Promise<SiteHere> {
  const database = await migratedDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'daylatch-here-'))
  await mkdir(join(folder, 'articles'))
  for (const [name, text] of Object.entries(articles)) await writeFile(join(folder, 'articles', name), text)
  const log = pino({ level: 'silent' })
  const pools = openPools(database.url, log)
  const site = assembleSite({
    settings: {
      config: { ...DEFAULT_CONFIG, ...config },
      signUp: 'open',
      metricsToken: null,
      publicUrl: 'http://127.0.0.1',
      gatewaySecrets,
      articlesFolder: join(folder, 'articles'),
    },
    log,
    secrets: await loadSecrets(pools.pool),
    prepare: false,
    ...pools,
    ...(render === undefined ? {} : { render }),
  })
  const app = await buildApp(site)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    site,
    url,
    database,
    member: async () => {
      const [member] = await mintMembers(database.pool, () => url, 1)
      if (member === undefined) throw new TypeError('Expected one member')
      return member
    },
    stop: async () => {
      await site.live.stop()
      app.server.closeIdleConnections()
      await app.close()
      await pools.end()
      await rm(folder, { recursive: true })
      await database.drop()
    },
  }
}
