import { DaylatchError, type Database, planMigrations, schemaVersion } from 'daylatch'
import { SCHEMAS } from '../../process/schemas.ts'
import type { Finding } from './finding.ts'

/** The tables against those that this program knows. */
export async function checkSchemas(db: Database): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const options of SCHEMAS) findings.push(await checkSchema(db, options))
  return findings
}

async function checkSchema(db: Database, options: (typeof SCHEMAS)[number]): Promise<Finding> {
  const facts = { ...(await schemaVersion(db, options)) }
  const { schema, version, known } = facts
  const found = { check: 'schema', facts }
  try {
    const due = (await planMigrations(db, options)).filter((step) => step.version > 0)
    if (due.length === 0)
      return { ...found, level: 'ok', text: `The schema ${schema} is at version ${version}.` }
    const text =
      `The schema ${schema} is at version ${version}, and this program needs ${known}. ` +
      'Run `daylatch migrate`; `daylatch migrate --plan` shows what that does.'
    return { ...found, level: 'error', text }
  } catch (error) {
    // A newer schema, or an edited file: the library's own sentence says what to do.
    if (!(error instanceof DaylatchError) || !error.code.startsWith('SCHEMA_')) throw error
    return { ...found, level: 'error', text: error.message }
  }
}
