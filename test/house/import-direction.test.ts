import { describe, expect, test } from 'vitest'
import { lintPlanted } from './support/plant.ts'

interface Violation {
  readonly file: string
  readonly imports: string
  readonly says: string
}

const byName = "Import a workspace package by its name ('daylatch', '@daylatch/test-kit'), never its files"
const apart = 'check-in/ and messages/ never import each other'

const violations: readonly Violation[] = [
  { file: 'packages/daylatch/src/period/a.ts', imports: '../once/once.ts', says: 'period/ is pure' },
  {
    file: 'packages/daylatch/src/drivers/a.ts',
    imports: '../once/once.ts',
    says: 'dialect/ and drivers/ are below',
  },
  {
    file: 'packages/daylatch/src/dialect/a.ts',
    imports: '../ledger/a.ts',
    says: 'dialect/ and drivers/ are below',
  },
  { file: 'packages/daylatch/src/lock/a.ts', imports: '../once/once.ts', says: 'lock/ stands alone' },
  { file: 'packages/daylatch/src/ledger/a.ts', imports: '../once/once.ts', says: 'ledger/ is below once/' },
  { file: 'packages/daylatch/src/once/a.ts', imports: '../effect/effect.ts', says: 'effect/ imports once/' },
  {
    file: 'packages/daylatch/src/once/deep/a.ts',
    imports: '../../effect/effect.ts',
    says: 'effect/ imports once/',
  },
  {
    file: 'packages/daylatch/src/effect/a.ts',
    imports: '../explain/explain.ts',
    says: 'are for reading and import effect/',
  },
  { file: 'packages/daylatch/src/once/b.ts', imports: 'pg', says: 'src/drivers/database.ts' },
  {
    file: 'packages/daylatch/src/once/c.ts',
    imports: '@daylatch/server',
    says: 'Packages never import apps',
  },
  {
    file: 'packages/daylatch/src/once/d.ts',
    imports: '@daylatch/test-kit',
    says: 'Only tests import test code',
  },
  { file: 'packages/daylatch/test/a.test.ts', imports: '@daylatch/web', says: 'Packages never import apps' },
  { file: 'packages/daylatch/test/b.test.ts', imports: 'node:timers/promises', says: 'Tests do not sleep' },
  {
    file: 'packages/local-postgres/src/a.ts',
    imports: '@daylatch/server',
    says: 'Packages never import apps',
  },
  { file: 'packages/race/src/a.ts', imports: 'daylatch', says: 'The race lab imports nothing of daylatch' },
  { file: 'apps/server/src/check-in/a.ts', imports: '../messages/store.ts', says: apart },
  { file: 'apps/server/src/messages/a.ts', imports: '../check-in/store.ts', says: apart },
  { file: 'apps/server/src/http/a.ts', imports: 'daylatch/dist/index.js', says: byName },
  {
    file: 'packages/daylatch/src/once/explained.ts',
    imports: '../explain/explain.ts',
    says: 'not the reverse',
  },
  {
    file: 'packages/daylatch/src/ledger/d.ts',
    imports: '../doctor/clock.ts',
    says: 'ledger/ is below once/',
  },
  { file: 'apps/server/src/http/b.ts', imports: '../../../../packages/daylatch/src/index.ts', says: byName },
  { file: 'apps/server/src/http/c.ts', imports: '@daylatch/test-kit', says: 'Only tests import test code' },
  { file: 'apps/server/test/a.test.ts', imports: '@daylatch/local-postgres/dist/index.js', says: byName },
  { file: 'apps/web/src/a.ts', imports: 'daylatch', says: 'import the client of src/api/' },
  { file: 'apps/web/src/b.ts', imports: '@daylatch/server', says: 'import the client of src/api/' },
]

const allowed: readonly Violation[] = [
  { file: 'packages/daylatch/src/period/a.ts', imports: '../errors.ts', says: '' },
  { file: 'packages/daylatch/src/once/a.ts', imports: '../period/period.ts', says: '' },
  { file: 'packages/daylatch/src/once/b.ts', imports: '../ledger/grant.ts', says: '' },
  { file: 'packages/daylatch/src/once/c.ts', imports: '../drivers/database.ts', says: '' },
  { file: 'packages/daylatch/src/effect/a.ts', imports: '../once/once.ts', says: '' },
  { file: 'packages/daylatch/test/a.test.ts', imports: '../src/index.ts', says: '' },
  { file: 'packages/daylatch/src/explain/a.ts', imports: '../period/period-at.ts', says: '' },
  { file: 'packages/race/src/a.ts', imports: '@daylatch/local-postgres', says: '' },
  { file: 'apps/server/src/check-in/a.ts', imports: 'daylatch', says: '' },
  { file: 'apps/server/test/a.test.ts', imports: '../src/http/app.ts', says: '' },
]

function asFiles(list: readonly Violation[]): Record<string, string> {
  return Object.fromEntries(
    list.map(({ file, imports }) => [file, `export * as planted from '${imports}'\n`]),
  )
}

describe('the direction of imports', () => {
  test('every wrong import is an error whose message names the right one', async () => {
    const findings = await lintPlanted(asFiles(violations))

    const said = violations.map(({ file }) => findings.filter((one) => one.file === file))
    expect(said.map((found) => found.map((one) => one.rule))).toEqual(
      violations.map(() => ['eslint(no-restricted-imports)']),
    )
    for (const [index, { says }] of violations.entries()) expect(said[index]?.[0]?.message).toContain(says)
  })

  test('the right imports pass', async () => {
    expect(await lintPlanted(asFiles(allowed))).toEqual([])
  })
})

describe('sleeping in tests', () => {
  test('a timer in a test file is an error, and outside of tests it is not', async () => {
    const timer = 'setTimeout(() => undefined, 5)\n'

    const findings = await lintPlanted({
      'apps/server/test/a.test.ts': timer,
      'packages/daylatch/test/b.test.ts': `globalThis.${timer}`,
      'packages/test-kit/src/wait-for.ts': timer,
    })

    expect(findings.map((one) => one.file).sort()).toEqual([
      'apps/server/test/a.test.ts',
      'packages/daylatch/test/b.test.ts',
    ])
    for (const one of findings) expect(one.message).toContain('Tests do not sleep')
  })
})
