import './scripts/lib/node-20.mjs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import type { TestProjectInlineConfiguration } from 'vitest/config'
import { useMemoryFolder } from './scripts/lib/memory-folder.mjs'

useMemoryFolder()

/** Starts one real PostgreSQL for the run of a project, or uses TEST_DATABASE_URL; see packages/test-kit. */
const database = ['@daylatch/test-kit/global-setup']

/** Of the tests that start whole server processes. */
const site = ['./scripts/lib/bundle-for-tests.mjs', ...database]

/** Later groups start when earlier ones are done: what starts many processes, or all of them, has no crowd beside it. */
const group = { quick: 0, servers: 1, whole: 2, browser: 3 }

function project(
  name: string,
  include: readonly string[],
  order: number,
  options: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration {
  return { test: { name, include: [...include], sequence: { groupOrder: order }, ...options } }
}

/** What starts whole processes takes its time on a busy machine. */
const patient = { testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    // Two files at a time on two cores as well: most of a test's time is spent waiting for a server or a browser.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      project('daylatch', ['packages/daylatch/test/**/*.test.ts'], group.quick, {
        globalSetup: database,
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      project('race', ['packages/race/test/**/*.test.ts'], group.quick, {
        globalSetup: database,
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      project('web', ['apps/web/test/**/*.test.{ts,tsx}'], group.quick, {
        exclude: ['apps/web/test/browser/**', '**/node_modules/**'],
        testTimeout: 60_000,
      }),
      project('local-postgres', ['packages/{local-postgres,test-kit}/test/**/*.test.ts'], group.servers, {
        ...patient,
        globalSetup: database,
      }),
      project('explore', ['test/explore/**/*.test.ts'], group.whole, { ...patient, globalSetup: database }),
      project('house', ['test/house/**/*.test.ts'], group.whole, patient),
      project('server', ['apps/server/test/**/*.test.ts'], group.servers, {
        exclude: ['apps/server/test/chaos/**'],
        ...patient,
        globalSetup: site,
      }),
      project('chaos', ['apps/server/test/chaos/**/*.test.ts'], group.whole, {
        ...patient,
        globalSetup: site,
      }),
      project('browser', ['apps/web/test/browser/**/*.test.ts'], group.browser, {
        ...patient,
        globalSetup: site,
      }),
    ],
  },
})
