import { type Database, migrate, planMigrations } from 'daylatch'
import { SCHEMAS } from '../process/schemas.ts'
import { type Command, EXIT } from './command.ts'
import { readParameters } from './options.ts'
import { print, printJson } from './output.ts'
import { withDatabase } from './with-database.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  help: `Usage: daylatch migrate [--plan] [--json]

Brings the schemas \`daylatch\` and \`site\` to the version of this program, as every start does. Each schema's steps commit
together, or none does. Forward only: back leads the backup from before.

  --plan   prints the SQL that would run, and changes nothing. It can be run as it is, with psql -v ON_ERROR_STOP=1.
  --json   the same as JSON
`,
  async run(parameters) {
    const { values } = readParameters(parameters, {
      plan: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    })
    const { plan, json } = values
    return await withDatabase(
      async ({ db }) => {
        if (plan) await showPlan(db, json)
        else await migrateAll(db, json)
        return EXIT.done
      },
      { create: !plan },
    )
  },
}

async function showPlan(db: Database, json: boolean): Promise<void> {
  const plans = []
  for (const options of SCHEMAS) {
    plans.push({ schema: options.schema, steps: await planMigrations(db, options) })
  }
  if (json) return printJson({ plans })
  for (const { schema, steps } of plans) {
    if (steps.length === 0) print(`-- The schema ${schema} is up to date.\n`)
    else print(sqlOf(schema, steps))
  }
}

function sqlOf(schema: string, steps: Awaited<ReturnType<typeof planMigrations>>): string {
  const parts = steps.map(
    ({ version, name, text }) => `-- ${String(version).padStart(4, '0')}_${name}\n${text.trim()}\n`,
  )
  return `-- The schema ${schema}\nbegin;\n\n${parts.join('\n')}\ncommit;\n`
}

async function migrateAll(db: Database, json: boolean): Promise<void> {
  const ran = []
  for (const options of SCHEMAS) ran.push({ schema: options.schema, versions: await migrate(db, options) })
  if (json) return printJson({ ran })
  for (const { schema, versions } of ran) {
    print(
      versions.length === 0
        ? `The schema ${schema} was up to date.`
        : `The schema ${schema} is now at version ${versions.at(-1) ?? 0} (${versions.length} run).`,
    )
  }
}
