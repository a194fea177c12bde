/**
 * Who may import whom, each rule with the sentence that the linter prints. The reasons are in docs/concepts.md.
 *
 * oxlint lets the last override that matches a file replace the earlier ones, so each entry carries everything that
 * holds for its files.
 *
 * @typedef {{ group: string[], message: string }} Ban
 * @typedef {{ files: string[], bans: Ban[], excluded?: string[] }} Direction
 */

/** @type {Ban} */
const byName = {
  group: [
    'daylatch/src/**',
    'daylatch/dist/**',
    '@daylatch/*/src/**',
    '@daylatch/*/dist/**',
    '**/packages/*/src/**',
    '**/packages/*/dist/**',
    '**/apps/*/src/**',
    '**/apps/*/dist/**',
  ],
  message:
    "Import a workspace package by its name ('daylatch', '@daylatch/test-kit'), never its files: `exports` is its door.",
}

/** @type {Ban} */
const noApps = {
  group: ['@daylatch/server', '@daylatch/server/**', '@daylatch/web', '@daylatch/web/**'],
  message: 'Packages never import apps: move what both need into a package and import that from the app.',
}

/** @type {Ban} */
const noTestKit = {
  group: ['@daylatch/test-kit', '@daylatch/test-kit/**', 'vitest', 'vitest/**', 'daylatch/testing'],
  message: "Only tests import test code: import '@daylatch/test-kit' from a file under test/.",
}

/** @type {Ban} */
const structural = {
  group: [
    '@daylatch/local-postgres',
    '@daylatch/race',
    'pg',
    'pg/**',
    'fastify',
    'fastify/**',
    'kysely',
    'kysely/**',
  ],
  message:
    'The library depends on no driver and no server: import a structural type from src/drivers/database.ts.',
}

/** @type {Ban} */
const noSleep = {
  group: ['node:timers', 'node:timers/promises', 'timers', 'timers/promises'],
  message:
    "Tests do not sleep: import { waitFor, barrier, Signal } from '@daylatch/test-kit' and wait for what happened.",
}

/**
 * @param {string[]} folders of packages/daylatch/src
 * @param {string} message
 * @returns {Ban}
 */
function folders(folders, message) {
  return { group: folders.flatMap((folder) => [`../${folder}/**`, `../../${folder}/**`]), message }
}

const everyPackage = [byName, noApps, noTestKit]
const library = [...everyPackage, structural]
const every = ['period', 'lock', 'once', 'ledger', 'effect', 'doctor', 'explain']

/** @type {Direction[]} */
export const directions = [
  { files: ['**'], bans: [byName] },
  { files: ['packages/*/src/**'], bans: everyPackage },
  { files: ['packages/test-kit/src/**'], bans: [byName, noApps] },
  { files: ['packages/daylatch/src/**'], bans: library },
  {
    files: ['packages/daylatch/src/period/**'],
    bans: [
      ...library,
      {
        group: ['../**', '!../errors.ts', '!../options.ts'],
        message:
          'period/ is pure and imports nothing of the library but ../errors.ts and ../options.ts: pass the instant in.',
      },
    ],
  },
  {
    files: ['packages/daylatch/src/{dialect,drivers}/**'],
    bans: [
      ...library,
      folders(every, 'dialect/ and drivers/ are below everything: import them from once/, ledger/ or lock/.'),
    ],
  },
  {
    files: ['packages/daylatch/src/lock/**'],
    bans: [
      ...library,
      folders(
        every.filter((folder) => folder !== 'lock'),
        'lock/ stands alone: import ../drivers/ and ../dialect/ only, and let the caller combine.',
      ),
    ],
  },
  {
    files: ['packages/daylatch/src/ledger/**'],
    bans: [
      ...library,
      folders(
        every.filter((folder) => folder !== 'ledger'),
        'ledger/ is below once/: import it from once/, which hands it what it needs.',
      ),
    ],
  },
  {
    files: ['packages/daylatch/src/once/**'],
    bans: [
      ...library,
      folders(
        ['effect', 'lock', 'doctor', 'explain'],
        'once/ imports ../period/ and ../ledger/; effect/ imports once/, not the reverse.',
      ),
    ],
  },
  {
    files: ['packages/daylatch/src/effect/**'],
    bans: [
      ...library,
      folders(
        ['doctor', 'explain'],
        'effect/ imports ../once/ and what is below it; explain/ and doctor/ are for reading and import effect/.',
      ),
    ],
  },
  {
    files: ['packages/race/**'],
    bans: [
      byName,
      noApps,
      {
        group: ['daylatch', 'daylatch/**'],
        message:
          'The race lab imports nothing of daylatch: it sees only the SQL and the HTTP of the application before it.',
      },
    ],
  },
  { files: ['apps/*/src/**'], bans: [byName, noTestKit] },
  {
    files: ['apps/server/src/check-in/**'],
    bans: [
      byName,
      noTestKit,
      {
        group: ['**/messages/**'],
        message:
          "check-in/ and messages/ never import each other: import the shared part from 'daylatch' or src/http/.",
      },
    ],
  },
  {
    files: ['apps/server/src/messages/**'],
    bans: [
      byName,
      noTestKit,
      {
        group: ['**/check-in/**'],
        message:
          "check-in/ and messages/ never import each other: import the shared part from 'daylatch' or src/http/.",
      },
    ],
  },
  {
    files: ['apps/web/src/**'],
    bans: [
      byName,
      noTestKit,
      {
        group: [
          'daylatch',
          'daylatch/**',
          '@daylatch/server',
          '@daylatch/server/**',
          '**/server/src/**',
          'node:*',
        ],
        message: 'The pages talk to the server through its OpenAPI types: import the client of src/api/.',
      },
    ],
  },
  { files: ['packages/*/test/**'], bans: [byName, noApps, noSleep] },
  { files: ['apps/*/test/**', 'test/**'], bans: [byName, noSleep] },
]

/** The same as overrides for the linter's configuration. */
export const importDirection = directions.map(({ files, bans }) => ({
  files,
  rules: { 'eslint/no-restricted-imports': ['error', { patterns: bans }] },
}))
