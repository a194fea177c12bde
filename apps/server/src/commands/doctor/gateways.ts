import { type Database, gatewayStates } from 'daylatch'
import type { Config } from '../../config/schema.ts'
import { missingGateways } from '../../dispatch/missing-gateways.ts'
import type { Finding } from './finding.ts'

/** Whether every message that is open has its gateway in the configuration. */
export async function checkGateways(db: Database, { messages }: Config): Promise<Finding> {
  const check = 'gateways'
  const names = new Set(Object.keys(messages.gateways))
  const missing = missingGateways(await gatewayStates(db), names)
  const facts = { missing: missing.map(({ name, waiting }) => ({ name, waiting })) }
  if (missing.length === 0)
    return { check, level: 'ok', text: 'Every open message has its gateway in the configuration.', facts }
  const left = missing.map(({ name, waiting }) => `${name} (${words(waiting)})`).join(', ')
  const text =
    `Messages are left for gateways that the configuration does not name: ${left}. Put them back into the configuration, ` +
    'or cancel what waits and decide what is unknown.'
  return { check, level: 'warning', text, facts }
}

function words(waiting: Readonly<Record<string, number>>): string {
  return Object.entries(waiting)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ')
}
