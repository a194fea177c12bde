import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { UsageError } from './command.ts'

/** The options of a command, and its words. @throws {UsageError} */
export function readParameters<const Options extends ParseArgsOptionsConfig>(
  parameters: readonly string[],
  options: Options,
  words: { readonly least: number; readonly most: number } = { least: 0, most: 0 },
) {
  const parsed = parse(parameters, options)
  const { length } = parsed.positionals
  if (length < words.least) throw new UsageError('A word is missing.')
  if (length > words.most) {
    throw new UsageError(
      `Expected nothing after ${words.most === 0 ? 'the command' : 'that'}, got ${shown(parsed.positionals[words.most])}.`,
    )
  }
  return parsed
}

function parse<const Options extends ParseArgsOptionsConfig>(
  parameters: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...parameters], options, allowPositionals: true, strict: true })
  } catch (error) {
    // Node's own sentences about options: they name the option.
    if (error instanceof TypeError && 'code' in error) throw new UsageError(firstSentence(error.message))
    throw error
  }
}

function firstSentence(message: string): string {
  return `${message.split(/\.\s/, 1)[0] ?? message}.`.replace(/\.\.$/, '.')
}

/** A date such as 2026-11-22, or an instant with its offset. @throws {UsageError} */
export function readInstant(option: string, text: string | undefined): Date {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '')
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text ?? '')
  const at = new Date(isDate ? `${text ?? ''}T00:00:00Z` : (text ?? ''))
  const isReal = !Number.isNaN(at.getTime()) && (!isDate || at.toISOString().startsWith(text ?? ''))
  if ((isDate || isInstant) && isReal) return at
  throw new UsageError(
    `${option}: expected a date such as 2026-01-31 (it begins at 00:00 UTC) or an instant such as 2026-01-31T08:00+08:00, got ${shown(text)}.`,
  )
}

function shown(text: string | undefined): string {
  return text === undefined ? 'nothing' : JSON.stringify(text.slice(0, 80))
}
