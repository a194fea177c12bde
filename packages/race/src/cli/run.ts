import { LocalPostgresError } from '@daylatch/local-postgres'
import { RaceError, type RaceErrorCode } from '../errors.ts'
import { type Command, type Output, UsageError } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { HELP } from './help.ts'

/** Each command by its name; nobody waits for the modules of another one. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  explore: async () => (await import('./explore-command.ts')).exploreCommand,
  replay: async () => (await import('./replay-command.ts')).replayCommand,
  zoo: async () => (await import('./zoo-command.ts')).zooCommand,
}

/** Runs what was typed after `race`. @returns the exit code */
export async function run(typed: readonly string[], out: Output): Promise<number> {
  const [first, ...rest] = typed
  const asksForHelp = first === 'help'
  const name = asksForHelp ? rest[0] : first
  if (name === undefined || name === '--help' || name === '-h') return help(first !== undefined, out)
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load === undefined) {
    out.say(`There is no command ${JSON.stringify(name.slice(0, 60))}.\n\n${HELP}`)
    return EXIT.usage
  }
  const command = await load()
  if (asksForHelp || rest.includes('--help') || rest.includes('-h')) {
    out.print(command.help)
    return EXIT.holds
  }
  try {
    return await command.run(rest, out)
  } catch (error) {
    if (!(error instanceof UsageError)) return failed(error, out)
    out.say(`${error.message}\n\n${command.help}`)
    return EXIT.usage
  }
}

/** Asked for it is the result; typed nothing, it is what was missing. */
function help(isAsked: boolean, out: Output): number {
  if (isAsked) out.print(HELP)
  else out.say(HELP)
  return isAsked ? EXIT.holds : EXIT.usage
}

function failed(error: unknown, out: Output): number {
  if (error instanceof RaceError) {
    out.say(withoutPasswords(error.message))
    return exitCodes[error.code] ?? EXIT.broken
  }
  if (error instanceof LocalPostgresError || isUnreachable(error)) {
    out.say(withoutPasswords(error.message))
    return EXIT.unavailable
  }
  // Nobody foresaw it: the stack is for whoever mends it.
  out.say(withoutPasswords(error instanceof Error ? (error.stack ?? error.message) : String(error)))
  return EXIT.broken
}

const exitCodes: Readonly<Partial<Record<RaceErrorCode, number>>> = {
  BAD_OPTION: EXIT.config,
  BAD_CONFIG: EXIT.config,
  BAD_BASELINE: EXIT.config,
  BAD_SCHEDULE: EXIT.usage,
  DIVERGED: EXIT.unsteady,
  APPLICATION_FAILED: EXIT.unavailable,
}

/** The system's word for a server that is not there, or PostgreSQL's for one that does not let us in. */
function isUnreachable(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false
  return /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENOENT|08...|28...|3D000|42501)$/.test(
    String(error.code),
  )
}

function withoutPasswords(text: string): string {
  return text.replaceAll(/(\w+:\/\/[^\s:/@]*):[^\s@/]*@/g, '$1:…@')
}
