import type { TestDatabase } from '@daylatch/test-kit'
import { createDatabase } from '@daylatch/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Request, Scenario, VariantKind } from '../../src/zoo/scenario.ts'
import { variantKinds } from '../../src/zoo/scenario.ts'
import { scenarios } from '../../src/zoo/scenarios.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase()
})
afterAll(() => database.drop())

/** One request after the other, each to its end, without a lab. */
async function oneAfterTheOther(scenario: Scenario, kind: VariantKind, order: readonly number[]) {
  const { pool } = database
  const { schema = '', requests } = scenario.variants[kind]
  await pool.query('drop schema public cascade; create schema public')
  await pool.query(`${scenario.schema} ${schema}`)
  const calls: string[] = []
  const errors: unknown[] = []
  const around = { pool, call: async (name: string) => void calls.push(name) }
  for (const index of order) {
    try {
      await (requests[index] as Request).run(around)
    } catch (error) {
      errors.push(error)
    }
  }
  const one = async <Row>(sql: string) => (await pool.query(sql)).rows[0] as Row
  return { broken: await scenario.check({ one, calls, errors }), errors }
}

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  test.each(variantKinds)('its %s keeps the promise when nobody races', async (kind) => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      expect(await oneAfterTheOther(scenario, kind, order)).toEqual({ broken: undefined, errors: [] })
    }
  })

  test('it names where it was seen', () => {
    expect(scenario.sources.length).toBeGreaterThanOrEqual(2)
    expect(scenario.sources.filter((source) => !source.startsWith('https://'))).toEqual([])
  })
})

test('twelve scenarios with names of their own', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(12)
})
