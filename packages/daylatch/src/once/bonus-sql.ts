/** The step `s` that the bonus table of this version has for exactly the streak of row `row`: none, or one. */
export function bonusStep(row: string, version: string): string {
  return `left join lateral (
      select s.amount from daylatch.bonus_step s
      where s.action = $1 and s.version = ${version}::integer and s.streak = ${row}.streak limit 1
    ) s on true`
}
