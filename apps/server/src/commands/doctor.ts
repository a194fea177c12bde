import { type Command, EXIT } from './command.ts'
import { examine } from './doctor/examine.ts'
import type { Finding } from './doctor/finding.ts'
import { readParameters } from './options.ts'
import { print, printJson } from './output.ts'
import { withDatabase } from './with-database.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  help: `Usage: daylatch doctor [--json]

Looks at everything that the site depends on, and changes nothing: the configuration file; the server's version,
encoding and durability, its synchronous standby, its connections against DAYLATCH_WORKERS; the tables' versions against
this program; this machine's clock against the database's; the zone data of both, for the zones in use; a pooler before
the database, or the embedded database's folder and disk.
Exit code 0: no errors (warnings may be there) · 1: at least one error · 69: the database cannot be reached.

  --json   the findings as JSON: { "findings": [{ "check", "level", "text", "facts" }] }
`,
  async run(parameters) {
    const { values } = readParameters(parameters, { json: { type: 'boolean', default: false } })
    const findings = await withDatabase(async (database) => {
      await database.pool.query('select')
      return await examine(database)
    })
    if (values.json) printJson({ findings })
    else print(asText(findings))
    return findings.some(({ level }) => level === 'error') ? EXIT.found : EXIT.done
  },
}

const MARKS: Readonly<Record<Finding['level'], string>> = {
  ok: 'ok     ',
  warning: 'WARNING',
  error: 'ERROR  ',
}

function asText(findings: readonly Finding[]): string {
  const lines = findings.map(({ level, check, text }) => `${MARKS[level]}  ${check.padEnd(13)}  ${text}`)
  const count = (level: Finding['level']): number =>
    findings.filter((finding) => finding.level === level).length
  const errors = count('error') === 1 ? '1 error' : `${count('error')} errors`
  const warnings = count('warning') === 1 ? '1 warning' : `${count('warning')} warnings`
  return `${lines.join('\n')}\n\n${errors}, ${warnings}`
}
