import type { Isolation } from './step.ts'

const named = /(isolation\s+level\s+)(?:read\s+(?:un)?committed|repeatable\s+read|serializable)/gi
const setting =
  /((?:default_)?transaction_isolation\s*(?:=|\bto\b)\s*)(?:'[^']*'|"[^"]*"|read\s+\w+|repeatable\s+read|\w+)/gi
const asksForOne = /^\s*(?:begin|start|set)\b/i

/** A statement that begins or sets up transactions, with this level in the place of the one that it names. */
export function withIsolation(sql: string, level: Isolation): string {
  if (!asksForOne.test(sql)) return sql
  return sql.replace(named, `$1${level}`).replace(setting, `$1'${level}'`)
}
