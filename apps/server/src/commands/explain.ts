import { type Database, explain, type Once, type StatusResult } from 'daylatch'
import { actionsOf } from '../actions/rules.ts'
import { FIRST_CARD } from '../cards/rules.ts'
import { checkInOf } from '../check-in/rules.ts'
import { loadConfig } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { type Command, EXIT, UsageError } from './command.ts'
import { findSubject, namesOf } from './explain/find-subject.ts'
import { type Explained, sentences } from './explain/sentences.ts'
import { readParameters } from './options.ts'
import { print, printJson, say } from './output.ts'
import { type CommandDatabase, withDatabase } from './with-database.ts'

export const explainCommand: Command = {
  name: 'explain',
  help: `Usage: daylatch explain <member's e-mail or id, or subject> [action] [--recent 10] [--json]

Answers "why did I not get my points": whether a claim made now is let in or refused, by which claim and until when;
the latest claims with their periods, zones, ranks and cards; idempotency keys that are remembered; make-ups that are
left; the latest entries of every account with who corrected what and why; what is set aside. Reads one snapshot, and
changes nothing.
Exit code 1: no member, and no subject of that name has ever claimed anything.

  --recent  how many claims of each action, and entries of each account (10)
  --json    the same facts as JSON

Example: daylatch explain ada@example.com check-in
`,
  async run(parameters) {
    const { values, positionals } = readParameters(
      parameters,
      { recent: { type: 'string', default: '10' }, json: { type: 'boolean', default: false } },
      { least: 1, most: 2 },
    )
    const [word = '', only] = positionals
    const recent = checkRecent(values.recent)
    const explained = await withDatabase(
      async (database) => await explainSubject(database, { word, only, recent }),
    )
    const { found, explanation, makeUps, names } = explained
    const isKnown =
      found.member !== null ||
      explanation.accounts.length > 0 ||
      explanation.actions.some((action) => action.claimed > 0)
    if (!isKnown)
      say(`No member, and no subject that has claimed anything, is called ${JSON.stringify(word)}.`)
    else if (values.json) {
      printJson({
        ...found,
        ...explanation,
        makeUps: Object.fromEntries(makeUps),
        names: Object.fromEntries(names),
      })
    } else print(sentences(explained))
    return isKnown ? EXIT.done : EXIT.found
  },
}

async function explainSubject(
  { db, pool, environment }: CommandDatabase,
  {
    word,
    only,
    recent,
  }: { readonly word: string; readonly only: string | undefined; readonly recent: number },
): Promise<Explained> {
  const config = await loadConfig(environment.configFile)
  const found = await findSubject(pool, word)
  const actions = definedActions(config, found.member !== null).filter(
    ({ action }) => only === undefined || action === only,
  )
  const options = { actions, recent, ...(only === undefined ? {} : { only }) }
  const explanation = await explain(db, found.subject, options)
  if (only !== undefined && explanation.actions.length === 0) {
    throw new UsageError(
      `No action ${JSON.stringify(only)} is configured, and ${JSON.stringify(word)} has never claimed one.`,
    )
  }
  const makeUps = new Map<string, MakeUps>()
  for (const action of actions) {
    const left = await makeUpsOf(db, action, found.subject)
    if (left !== null) makeUps.set(action.action, left)
  }
  const actors = explanation.accounts.flatMap(({ entries }) => entries.map(({ actor }) => actor ?? ''))
  return { found, explanation, makeUps, names: await namesOf(pool, actors), zone: config.zone }
}

type MakeUps = NonNullable<StatusResult['makeUps']>

async function makeUpsOf(db: Database, action: Once, subject: string): Promise<MakeUps | null> {
  try {
    return (await action.status(db, subject)).makeUps
  } catch (error) {
    // A record that cannot be told, because its entry is gone: `verify` finds that. The rest can be explained all the same.
    if (error instanceof TypeError) return null
    throw error
  }
}

/** The check-in is for members alone; the others are for whatever other back ends call their subjects. */
function definedActions(config: Config, isMember: boolean): readonly Once[] {
  const options = { account: String(FIRST_CARD), measured: (action: Once) => action }
  return [...actionsOf(config, checkInOf(config), options).values()]
    .filter(({ isForMembers }) => isForMembers === isMember || isMember)
    .map((action) => action.once)
}

function checkRecent(text: string): number {
  const value = Number(text)
  if (/^\d{1,4}$/.test(text) && value >= 1 && value <= 1000) return value
  throw new UsageError(
    `--recent: expected a whole number from 1 to 1000, got ${JSON.stringify(text.slice(0, 20))}.`,
  )
}
