import { serverUrl } from '@daylatch/test-kit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { tellStory, tryIsolationLevels } from '../../src/report/index.ts'
import { openLab } from '../../src/run/open-lab.ts'
import { explore } from '../../src/search/explore.ts'
import { labOptionsOf } from '../../src/zoo/lab-options.ts'
import type { Story } from '../../src/report/index.ts'
import type { VariantKind } from '../../src/zoo/scenario.ts'
import { scenarios } from '../../src/zoo/scenarios.ts'

async function found(name: string, kind: VariantKind): Promise<Story> {
  const scenario = scenarios.find((one) => one.name === name)
  if (scenario === undefined) throw new Error(`Expected a scenario named ${name}`)
  const lab = await openLab({ ...labOptionsOf(scenario, kind), database: serverUrl() })
  onTestFinished(() => lab.close())
  const race = (await explore(lab)).found
  if (race === null) throw new Error(`Expected a race in ${name}`)
  return await tellStory(race.run, { actors: lab.actors, isolation: await tryIsolationLevels(lab, race.run) })
}

/** Whether REPEATABLE READ and SERIALIZABLE stop the same order, as PostgreSQL's documentation has it for each anomaly. */
describe.each([
  ['daily-check-in', 'bug', 'duplicate', 'scope', 'still fails', 'still fails'],
  ['stock', 'bug', 'lost-update', 'level', 'refused', 'refused'],
  ['stock-ledger', 'trap', 'phantom', 'level', 'still fails', 'refused'],
  ['last-owner', 'trap', 'write-skew', 'level', 'still fails', 'refused'],
  ['one-message-a-day', 'trap', 'double-call', 'scope', 'still fails', 'still fails'],
  ['transfers', 'trap', 'deadlock', null, 'still fails', 'still fails'],
] as const)('%s, %s', (name, kind, shape, basis, repeatable, serializable) => {
  test(`is a ${shape}, and another level ${repeatable} or ${serializable}`, async () => {
    const story = await found(name, kind)

    expect(story.anomaly.id).toBe(shape)
    expect(story.isolation.map(({ result }) => result)).toEqual([repeatable, serializable])
    expect(story.basis).toBe(basis)
    expect(story.pair === null).toBe(false)
  })
})
