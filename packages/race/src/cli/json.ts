/** One JSON value, as `--json` prints it. Numbers beyond what JSON readers take exactly become text. */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, each: unknown) => {
      if (typeof each !== 'bigint') return each
      return each <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(each) : each.toString()
    },
    2,
  )
}
