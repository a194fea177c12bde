import { fromPg, serverFacts } from 'daylatch'
import { loadConfig } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { SetUpError } from '../../config/set-up-error.ts'
import type { CommandDatabase } from '../with-database.ts'
import { checkClock } from './clock.ts'
import { checkConnections, checkPooler } from './connections.ts'
import { checkDataFolder } from './data-folder.ts'
import { checkDurability } from './durability.ts'
import type { Finding } from './finding.ts'
import { checkGateways } from './gateways.ts'
import { checkSchemas } from './schema.ts'
import { checkServer } from './server.ts'
import { checkZones, zonesOf } from './zones.ts'

/** Everything that can be looked at without changing anything. A check that fails is a finding; the others go on. */
export async function examine({
  db,
  pool,
  environment,
  opened,
}: CommandDatabase): Promise<readonly Finding[]> {
  const { config, findings } = await checkConfiguration(environment.configFile)
  const look = async (
    check: string,
    looking: () => Promise<readonly Finding[]> | readonly Finding[],
  ): Promise<void> => {
    try {
      findings.push(...(await looking()))
    } catch (error) {
      findings.push(failed(check, error))
    }
  }
  await look('server', async () => {
    const facts = await serverFacts(db)
    return [
      checkServer(facts),
      ...checkDurability(facts.durability, environment.acceptsUnsafeDurability),
      checkConnections(facts, environment.workers),
    ]
  })
  await look('schema', async () => await checkSchemas(db))
  await look('clock', async () => await checkClock(db))
  await look('zones', async () => await checkZones(db, config === undefined ? [] : zonesOf(config)))
  const hasTables = findings.every(({ check, level }) => check !== 'schema' || level === 'ok')
  if (config !== undefined && hasTables) await look('gateways', async () => [await checkGateways(db, config)])
  const { local } = opened
  if (local === undefined)
    await look('pooler', async () => [await checkPooler(fromPg(pool, { prepare: true }))])
  else await look('data folder', async () => await checkDataFolder(local.dataFolder))
  return findings
}

async function checkConfiguration(
  file: string | undefined,
): Promise<{ readonly config: Config | undefined; readonly findings: Finding[] }> {
  try {
    return { config: await loadConfig(file), findings: [] }
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error
    return {
      config: undefined,
      findings: [{ check: 'configuration', level: 'error', text: error.message, facts: {} }],
    }
  }
}

function failed(check: string, error: unknown): Finding {
  let cause = error
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause
  const words = cause instanceof Error ? cause.message : String(cause)
  return { check, level: 'error', text: `This could not be looked at: ${words}`, facts: {} }
}
