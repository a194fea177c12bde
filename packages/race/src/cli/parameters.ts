import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { UsageError } from './command.ts'

/** Options and words as they were typed. @throws {UsageError} */
export function readParameters<const Options extends ParseArgsOptionsConfig>(
  typed: readonly string[],
  options: Options,
  mostWords: number,
): {
  readonly values: ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>['values']
  readonly words: readonly string[]
} {
  const { values, positionals } = parse(typed, options)
  const extra = positionals[mostWords]
  if (extra !== undefined) throw new UsageError(`Expected nothing after that, got ${JSON.stringify(extra)}.`)
  return { values, words: positionals }
}

function parse<const Options extends ParseArgsOptionsConfig>(
  typed: readonly string[],
  options: Options,
): ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...typed], options, allowPositionals: true, strict: true })
  } catch (error) {
    // Node's own sentences about options: the first one names the option.
    if (!(error instanceof TypeError && 'code' in error)) throw error
    throw new UsageError(`${error.message.split(/\.\s/, 1)[0] ?? error.message}.`.replace(/\.\.$/, '.'))
  }
}

/** A whole number from 0, or nothing where the option was not typed. @throws {UsageError} */
export function readCount(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new UsageError(`Expected \`${option}\` to be a whole number >= 0, got \`${text.slice(0, 60)}\`.`)
}
