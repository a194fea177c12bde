const pattern =
  /--[^\n]*|\/\*[\s\S]*?\*\/|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|"(?:[^"]|"")*"|\$\d+|\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b|\s+|[A-Za-z_]\w*|[\s\S]/g

const known = new Map<string, string>()
const most = 5_000

/**
 * A statement without what may differ between two runs of one program: literals, comments, white space, and the length of
 * lists of values. Identifiers keep their case and their digits.
 */
export function skeletonOf(sql: string): string {
  const found = known.get(sql)
  if (found !== undefined) return found
  const skeleton = fold(sql)
  if (known.size >= most) known.clear()
  known.set(sql, skeleton)
  return skeleton
}

function fold(sql: string): string {
  return sql
    .replace(pattern, (token: string) => {
      if (token.startsWith('--') || token.startsWith('/*') || /^\s/.test(token)) return ' '
      if (/^(?:[eE]?'|\d|\$(?!\d))/.test(token)) return '?'
      return token
    })
    .replace(/ +/g, ' ')
    .replace(/\? ?(?:, ?\? ?)+/g, '?, … ')
    .replace(/ ?; ?$/, '')
    .trim()
}
