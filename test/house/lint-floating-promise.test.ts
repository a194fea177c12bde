import { expect, test } from 'vitest'
import { lintPlanted } from './support/plant.ts'

/** Calls an asynchronous function of another workspace package and forgets to wait for it. */
function forgetting(importedFrom: string): Record<string, string> {
  return {
    'apps/server/src/planted.ts': `import { startLocalPostgres } from '${importedFrom}'\n\nstartLocalPostgres()\n`,
  }
}

test('a forgotten await on a call into another workspace package is an error', async () => {
  const findings = await lintPlanted(forgetting('@daylatch/local-postgres'))

  expect(findings.map((one) => [one.file, one.rule])).toEqual([
    ['apps/server/src/planted.ts', 'typescript(no-floating-promises)'],
  ])
})

test('where the types of the other package do not resolve, nothing is reported: so the compiler runs first', async () => {
  const findings = await lintPlanted(forgetting('@daylatch/not-built'))

  expect(findings).toEqual([])
})

test('a promise where a condition or a listener belongs, and an await on a plain value, are errors', async () => {
  const findings = await lintPlanted({
    'packages/daylatch/src/planted.ts': [
      'async function isOpen(): Promise<boolean> {',
      '  return await Promise.resolve(true)',
      '}',
      'export async function decide(otherwise: string): Promise<string> {',
      "  if (isOpen()) return 'open'",
      '  return await otherwise',
      '}',
    ].join('\n'),
  })

  expect(findings.map((one) => one.rule).sort()).toEqual([
    'typescript(await-thenable)',
    'typescript(no-misused-promises)',
  ])
})
