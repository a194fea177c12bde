import fc from 'fast-check'
import { expect, test } from 'vitest'
import { releaseClaims } from '../../src/effect/release-claims.ts'
import { verify } from '../../src/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { type Step, step, World } from './sends-world.ts'

const seed = Number(process.env['DAYLATCH_MODEL_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const runs = Number(process.env['DAYLATCH_MODEL_RUNS'] ?? 8)

async function findDifference(
  parameters: fc.Parameters<[readonly Step[]]>,
  release = releaseClaims,
): Promise<string> {
  const { db } = await freshDatabase()
  let run = 0
  const steps: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 5, maxLength: 25, size: 'max' })
  const property = fc.asyncProperty(steps, async (wanted) => {
    run += 1
    const world = new World(db, `run-${String(run).padStart(4, '0')}-`, release)
    for (const each of wanted) await world.run(each)
    const { problem } = await verify(db)
    if (problem !== null) throw new Error(problem.text)
  })
  const details = await fc.check(property, parameters)
  return details.failed
    ? `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}`
    : 'they agree'
}

test(`the database and a notebook agree on sends, claims, releases and moves of every order (seed ${seed})`, async () => {
  expect(await findDifference({ seed, numRuns: runs })).toBe('they agree')
}, 180_000)

test('the twin, a release that opens every latch of its subjects, is found', async () => {
  const found = await findDifference(
    { seed: 1, numRuns: 100, endOnFailure: true },
    async (session, effects) => {
      const released = await releaseClaims(session, effects)
      const text = 'update daylatch.latch set released = true where subject = any ($1::text[])'
      await session.query({ text, values: [effects.flatMap(({ subjects }) => subjects)] })
      return released
    },
  )
  expect(found).not.toBe('they agree')
}, 180_000)
