/** Longest text of one value in a story. */
const longest = 40

export function shortened(text: string, length: number = longest): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** `id = 7`, `name = 'Ann'`, `left_at is null`. */
export function equation(column: string, value: string | null): string {
  return value === null ? `${column} is null` : `${column} = ${literal(value)}`
}

/** A value as SQL writes it, shortened. */
export function literal(value: string | null): string {
  if (value === null) return 'null'
  if (/^-?\d+(\.\d+)?$/.test(value) || /^(current_\w+|true|false)$/.test(value)) return shortened(value)
  return `'${shortened(value).replaceAll("'", "''")}'`
}

/**
 * A statement for people: one line, values in the place of `$1`. Never sent anywhere: shortened values are no longer the
 * values.
 */
export function filledIn(sql: string, parameters: readonly (string | null)[]): string {
  return sql
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/\$(\d+)/g, (placeholder, number: string) => {
      const value = parameters[Number(number) - 1]
      return value === undefined ? placeholder : literal(value)
    })
}

/** Who is called, of a call's name: `gateway` of `gateway: POST /send`. */
export function serviceOf(name: string): string {
  return name.split(': ')[0] ?? name
}

/** `A`, `A and B`, `A, B and C`. */
export function joined(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}
