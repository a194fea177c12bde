import { serverUrl } from '@daylatch/test-kit'
import { describe, expect, test } from 'vitest'
import { printZoo } from '../../src/zoo/print-zoo.ts'
import { runZoo, type ZooRow } from '../../src/zoo/run-zoo.ts'
import { scenarios } from '../../src/zoo/scenarios.ts'

const rows: ZooRow[] = []

describe.each(scenarios.map(({ name }) => name))('%s', (name) => {
  test('its bug and its trap are caught by one preemption, and its cure passes', async () => {
    const found = await runZoo({ database: serverUrl(), only: [name] })
    rows.push(...found)
    expect(
      found.map(({ variant, outcome, preemptions, reproduced }) => ({
        variant,
        outcome,
        preemptions,
        reproduced,
      })),
    ).toEqual([
      { variant: 'bug', outcome: 'caught', preemptions: 1, reproduced: 5 },
      { variant: 'trap', outcome: 'caught', preemptions: 1, reproduced: 5 },
      { variant: 'cure', outcome: 'passed', preemptions: null, reproduced: null },
    ])
    expect(found.filter(({ isAsExpected }) => !isAsExpected)).toEqual([])
  })
})

test('the table ends with how many were caught', () => {
  expect(printZoo(rows)).toContain(
    'Bugs caught: 12 of 12. Traps caught: 12 of 12. Cures that pass: 12 of 12.',
  )
})

test('a name that no scenario has is refused', async () => {
  await expect(runZoo({ only: ['no-such-thing'] })).rejects.toMatchObject({ code: 'BAD_OPTION' })
})
