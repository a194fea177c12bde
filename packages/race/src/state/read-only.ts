import type { Session } from './session.ts'

/** Before a parenthesis these are no functions. */
const words = new Set(
  `all and any array as between by case cast check coalesce cross cube distinct else end except exists extract filter from
  full grouping greatest group having in inner intersect is join lateral least left like ilike limit natural not nullif
  offset on or order outer over overlaps overlay partition position range recursive right rollup row rows select sets
  similar some substring then treat trim union unnest using values when where window with within xmlelement trim_array
  numeric decimal varchar char character bit float interval time timestamp timestamptz`.split(/\s+/),
)

/**
 * Tells the statements that certainly change nothing and lock no row: a SELECT of nothing but tables, views and functions of
 * PostgreSQL's own that are not volatile. There is no need to stand between such a statement and its commit.
 */
export async function makeReadOnlyTest(session: Session): Promise<(skeleton: string) => boolean> {
  const rows = await session.query<{ name: string }>(
    `select proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     group by proname having bool_and(p.provolatile <> 'v' and n.nspname = 'pg_catalog')`,
  )
  const harmless = new Set(rows.map(({ name }) => name))
  const known = new Map<string, boolean>()
  return (skeleton) => {
    const found = known.get(skeleton)
    if (found !== undefined) return found
    const answer = isReadOnly(skeleton, harmless)
    known.set(skeleton, answer)
    return answer
  }
}

function isReadOnly(skeleton: string, harmless: ReadonlySet<string>): boolean {
  const text = skeleton.toLowerCase()
  if (!/^\(*(?:select|values|table)\b/.test(text)) return false
  // Conservative: a column of such a name costs an execution, no more.
  if (/\b(?:for (?:no key )?update|for (?:key )?share|into|insert|update|delete|merge)\b/.test(text))
    return false
  for (const [, name = ''] of text.matchAll(/([\w$]+"?) ?\(/g))
    if (!words.has(name) && !harmless.has(name)) return false
  return true
}
