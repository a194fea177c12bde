import { commands, type Listed } from './all.ts'
import { EXIT, UsageError } from './command.ts'
import { HELP } from './help.ts'
import { print, say } from './output.ts'

/** Runs what was typed after `daylatch`. Without a command the site is started. @returns the exit code */
export async function runCommand(words: readonly string[]): Promise<number> {
  const [first] = words
  if (first === '--help' || first === '-h' || (first === 'help' && words.length === 1)) {
    print(HELP)
    return EXIT.done
  }
  const asksForHelp = first === 'help'
  const typed = asksForHelp ? words.slice(1) : first === undefined ? ['start'] : words
  const found = find(typed)
  if (found === undefined) {
    say(`Unknown command ${JSON.stringify(typed.join(' ').slice(0, 80))}.\n\n${HELP.trimEnd()}`)
    return EXIT.usage
  }
  const command = await found.listed.load()
  if (asksForHelp || found.parameters.includes('--help') || found.parameters.includes('-h')) {
    print(command.help)
    return EXIT.done
  }
  try {
    return await command.run(found.parameters)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    say(`${error.message}\n\n${command.help.trimEnd()}`)
    return EXIT.usage
  }
}

function find(words: readonly string[]): { listed: Listed; parameters: readonly string[] } | undefined {
  for (const listed of commands) {
    const name = listed.name.split(' ')
    if (name.every((word, index) => words[index] === word)) {
      return { listed, parameters: words.slice(name.length) }
    }
  }
  return undefined
}
