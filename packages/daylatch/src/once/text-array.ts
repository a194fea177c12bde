const PLAIN = /^(?!null$)[\w.:@-]+$/i

/** A `text[]` as PostgreSQL reads it. The driver would look at each element several times. */
export function textArray(values: readonly string[]): string {
  return `{${values.map((value) => (PLAIN.test(value) ? value : quoted(value))).join(',')}}`
}

function quoted(value: string): string {
  return `"${value.replaceAll(/[\\"]/g, '\\$&')}"`
}
