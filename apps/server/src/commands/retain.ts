import { type Database, DaylatchError, retain, type Retained } from 'daylatch'
import { type Command, EXIT, UsageError } from './command.ts'
import { readInstant, readParameters } from './options.ts'
import { print, printJson } from './output.ts'
import { showProgress } from './progress.ts'
import { withDatabase } from './with-database.ts'

export const retainCommand: Command = {
  name: 'retain',
  help: `Usage: daylatch retain --before <date> [--dry-run] [--even-recent] [--json]

Drops claims, entries, reservations and keys that were over before a date, while check-ins go on. Sums stay: a checkpoint
per account keeps what its dropped entries made, and \`daylatch verify\` goes on from there. Never dropped: claims that are
once for ever, the latest claim of everybody, amounts that are set aside, keys that are alive. A run that is interrupted
has done a part; run it again. There is no way back but a backup.

  --before       a date such as 2025-12-31 (00:00 UTC), or an instant such as 2025-12-31T08:00+08:00; more than 62 days ago
  --dry-run      counts what would be dropped, and drops nothing
  --even-recent  allows a date within the last 62 days: only where nobody can make up days that far back
  --json         the counts as JSON
`,
  async run(parameters) {
    const { values } = readParameters(parameters, {
      before: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'even-recent': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    })
    const before = readInstant('--before', values.before)
    const [dryRun, evenRecent] = [values['dry-run'], values['even-recent']]
    const retained = await withDatabase(async ({ db }) => await drop(db, { before, dryRun, evenRecent }))
    if (values.json) printJson({ before, dryRun, ...retained })
    else print(asText(retained, before, dryRun))
    return EXIT.done
  },
}

async function drop(
  db: Database,
  options: { readonly before: Date; readonly dryRun: boolean; readonly evenRecent: boolean },
): Promise<Retained> {
  const progress = showProgress('subjects')
  try {
    return await retain(db, { ...options, onProgress: (done, total) => progress.update(done, total) })
  } catch (error) {
    // Which dates are allowed depends on the database's clock, so the library is the one that knows.
    if (error instanceof DaylatchError && error.code === 'BAD_OPTION')
      throw new UsageError(`${error.message}.`)
    throw error
  } finally {
    progress.end()
  }
}

function asText(
  { claims, effects, entries, reservations, keys }: Retained,
  before: Date,
  dryRun: boolean,
): string {
  const what = `${claims} claims, ${effects} effects, ${entries} entries, ${reservations} reservations, ${keys} keys`
  const verb = dryRun ? 'Would drop, of what was over' : 'Dropped, of what was over'
  return `${verb} before ${before.toISOString()}: ${what}.`
}
