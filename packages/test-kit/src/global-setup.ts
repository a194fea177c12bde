import type {} from 'vitest'
import { dropTemplates } from './template.ts'
import { startTestServer } from './test-server.ts'
import type { TestServer } from './test-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server of this run; `createDatabase` makes databases on it. */
    postgresUrl: string
  }
}

/** Every project of a run names this set-up, and Vitest may load it anew for each: they share one server through here. */
interface Shared {
  users: number
  server: Promise<TestServer> | undefined
}

const key = Symbol.for('daylatch.test-kit.server')
const holder = globalThis as typeof globalThis & { [key]?: Shared }

/** Vitest's `globalSetup`: one real server in a temporary folder for the whole run, or the one at TEST_DATABASE_URL. */
export default async function setup(project: {
  provide: (name: 'postgresUrl', url: string) => void
}): Promise<() => Promise<void>> {
  const shared = (holder[key] ??= { users: 0, server: undefined })
  shared.users++
  const server = await (shared.server ??= startTestServer())
  // Child processes of the tests get it through the environment.
  process.env['DAYLATCH_TEST_URL'] = server.url
  process.env['DAYLATCH_TEST_RUN'] = String(process.pid)
  project.provide('postgresUrl', server.url)
  return async () => {
    if (--shared.users > 0) return
    shared.server = undefined
    await dropTemplates()
    await server.stop()
  }
}
