/** A quote, a comment, a dollar quote, a semicolon, a word, or any other character. */
const token = new RegExp(
  [
    String.raw`--[^\n]*`,
    String.raw`\/\*`,
    String.raw`[eE]'(?:[^'\\]|\\.|'')*(?:'|$)`,
    String.raw`'(?:[^']|'')*(?:'|$)`,
    String.raw`"(?:[^"]|"")*(?:"|$)`,
    String.raw`(\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)`,
    String.raw`[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*`,
    String.raw`[\s\S]`,
  ].join('|'),
  'gy',
)

/**
 * The statements of a string that a client sent, each as its words in lower case (of what is quoted only the quotation
 * mark), without comments and without the empty ones between two semicolons. It knows where texts and comments end, and
 * no more of the language than that.
 */
export function partsOf(sql: string): readonly (readonly string[])[] {
  const parts: string[][] = []
  let words: string[] = []
  token.lastIndex = 0
  for (let found = token.exec(sql); found !== null; found = token.exec(sql)) {
    const [text, dollar] = found
    const first = text[0] ?? ''
    if (text === ';') {
      if (words.length > 0) parts.push(words)
      words = []
    } else if (text === '/*') token.lastIndex = endOfComment(sql, token.lastIndex)
    else if (text.startsWith('--') || first.trim() === '') continue
    else if (dollar !== undefined) {
      const end = sql.indexOf(dollar, token.lastIndex)
      token.lastIndex = end < 0 ? sql.length : end + dollar.length
      words.push('$')
    } else words.push(first === '"' || first === "'" || text.endsWith("'") ? text : text.toLowerCase())
  }
  if (words.length > 0) parts.push(words)
  return parts
}

/** PostgreSQL's comments stand within each other. */
function endOfComment(sql: string, start: number): number {
  let depth = 1
  let at = start
  while (depth > 0) {
    const close = sql.indexOf('*/', at)
    if (close < 0) return sql.length
    const open = sql.indexOf('/*', at)
    const opens = open >= 0 && open < close
    depth += opens ? 1 : -1
    at = (opens ? open : close) + 2
  }
  return at
}
