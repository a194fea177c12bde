import { verify, type VerifyResult } from 'daylatch'
import { type Command, EXIT, UsageError } from './command.ts'
import { readParameters } from './options.ts'
import { print, printJson } from './output.ts'
import { showProgress } from './progress.ts'
import { withDatabase } from './with-database.ts'

export const verifyCommand: Command = {
  name: 'verify',
  help: `Usage: daylatch verify [--from <subject>] [--json]

Reads everything that is stored about claims and amounts, and checks that it agrees: every balance is the sum of its
entries, no entry is missing, every rewarded claim has its one entry, reservations add up. The rules are listed in
docs/ledger.md. Nothing is locked or written: check-ins go on meanwhile, and a standby will do.
Exit code 0: all agrees · 1: the first row that does not is named, and the reading ends there.

  --from   only subjects after this one: to go on where an earlier run has ended
  --json   what was read, and the problem, as JSON
`,
  async run(parameters) {
    const { values } = readParameters(parameters, {
      from: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const { from, json } = values
    if (from === '') throw new UsageError('--from: expected a subject, got "".')
    const result = await withDatabase(async ({ db }) => {
      const progress = showProgress('subjects')
      try {
        const onProgress = (done: number, total: number): void => progress.update(done, total)
        return await verify(db, { onProgress, ...(from === undefined ? {} : { from }) })
      } finally {
        progress.end()
      }
    })
    if (json) printJson(result)
    else print(asText(result))
    return result.problem === null ? EXIT.done : EXIT.found
  },
}

function asText({ subjects, accounts, entries, claims, problem }: VerifyResult): string {
  const read = `${subjects} subjects, ${accounts} accounts, ${entries} entries, ${claims} claims`
  if (problem === null) return `Everything agrees: ${read}.`
  const { subject, table, row, rule, text } = problem
  // The ranks of a period are nobody's alone.
  const whose = subject === '' ? [] : [`  subject  ${subject}`]
  const more =
    subject === '' ? '' : ` \`daylatch explain ${subject}\` shows what is known about this subject.`
  return [
    `BROKEN  ${text}`,
    `  rule     ${rule}`,
    ...whose,
    `  row      ${table} ${JSON.stringify(row)}`,
    `Read until then: ${read}.${more}`,
  ].join('\n')
}
