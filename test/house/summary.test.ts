import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { spawnProcess } from '@daylatch/test-kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Checkout, copyScripts } from './support/checkout.ts'
import { root } from './support/plant.ts'

let checkout: Checkout

beforeEach(() => {
  checkout = copyScripts()
  symlinkSync(path.join(root, 'node_modules'), path.join(checkout.folder, 'node_modules'))
})

afterEach(() => checkout.remove())

interface Outcome {
  readonly code: number | null
  readonly said: string
  readonly results: unknown
}

/** Runs one file of tests with our reporter, in a copy of the scripts. */
async function runTests(lines: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const { folder } = checkout
  writeFileSync(
    path.join(folder, 'vitest.config.mjs'),
    "import './scripts/lib/node-20.mjs'\nexport default {}\n",
  )
  mkdirSync(path.join(folder, 'test'))
  writeFileSync(path.join(folder, 'test/some.test.mjs'), lines.join('\n'))
  const child = spawnProcess(
    process.execPath,
    [
      path.join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=./scripts/lib/summary-reporter.mjs',
    ],
    { cwd: folder, env: { ...process.env, REQUIRE_ALL: '', NO_COLOR: '1', ...env } },
  )
  const { code } = await child.exit
  const file = path.join(folder, '.daylatch/test-results.json')
  const results: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  return { code, said: child.stdout() + child.stderr(), results }
}

const head = ["import { expect, test } from 'vitest'", "import { requirement } from '@daylatch/test-kit'"]
const needy = [
  ...head,
  "test('one and one', () => expect(1 + 1).toBe(2))",
  "const telescope = requirement(false, 'needs a telescope', 'apt-get install telescope')",
  "test.skipIf(!telescope)('sees the moon', () => expect(true).toBe(true))",
]

test('what is missing is skipped, and the summary says what it was and how to enable it', async () => {
  const { code, said, results } = await runTests(needy)

  expect(code).toBe(0)
  expect(said).toContain('Skipped: 1')
  expect(said).toContain('needs a telescope (to run it: apt-get install telescope)')
  expect(said).toContain('The 2 slowest tests')
  expect(results).toEqual({ passed: 1, failed: 0, skipped: 1 })
})

test('with REQUIRE_ALL=1 what is missing is a failure', async () => {
  const { code, said, results } = await runTests(needy, { REQUIRE_ALL: '1' })

  expect(code).toBe(1)
  expect(said).toContain('needs a telescope (to run it: apt-get install telescope)')
  expect(results).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('a skip without a reason fails the run', async () => {
  const { code, said, results } = await runTests([...head, "test.skip('some day', () => expect(1).toBe(1))"])

  expect(code).toBe(1)
  expect(said).toContain('A skip without a reason is a failure')
  expect(results).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('a failed test is reported with its message, on the oldest Node.js too', async () => {
  const { code, said, results } = await runTests([
    ...head,
    "test('one and one', () => expect(1 + 1).toBe(3))",
  ])

  expect(code).toBe(1)
  expect(said).toContain('expected 2 to be 3')
  expect(results).toEqual({ passed: 0, failed: 1, skipped: 0 })
})
