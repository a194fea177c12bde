import { Pool } from 'pg'
import { actor } from '../config/actors.ts'
import type { LabOptions } from '../config/lab-options.ts'
import type { Scenario, VariantKind } from './scenario.ts'

/** One way to write a scenario's handler, as the lab takes it. */
export function labOptionsOf(scenario: Scenario, kind: VariantKind): LabOptions<Pool> {
  const { schema = '', requests } = scenario.variants[kind]
  return {
    setUp: `${scenario.schema} ${schema}`,
    application: (_url, { pg }) => new Pool({ ...pg, max: requests.length }),
    gateways: Object.fromEntries((scenario.thirdParties ?? []).map((name) => [name, () => undefined])),
    actors: requests.map(({ name, run }) =>
      actor(name, (pool: Pool, { gateways }) => run({ pool, call: (whom) => callOut(gateways, whom) })),
    ),
    invariant: async (aftermath) =>
      await scenario.check({
        one: async <Row>(sql: string) => (await aftermath.query(sql))[0] as Row,
        calls: Object.values(aftermath.calls).flatMap((made) => made.map(({ path }) => path)),
        errors: aftermath.outcomes.flatMap((outcome) => (outcome.kind === 'threw' ? [outcome.error] : [])),
      }),
  }
}

async function callOut(gateways: Readonly<Record<string, string>>, name: string): Promise<void> {
  const address = gateways[name]
  if (address === undefined) throw new Error(`The zoo has no third party "${name}"`)
  const answer = await fetch(address, { method: 'POST' })
  await answer.arrayBuffer()
}
