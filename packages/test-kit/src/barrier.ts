/**
 * Holds callers until `n` of them have arrived, then lets all of them go on at once. It works once: one more caller than
 * `n` is a mistake in the test, and throws.
 */
export function barrier(n: number): () => Promise<void> {
  if (!Number.isInteger(n) || n < 1)
    throw new RangeError(`Expected \`n\` to be an integer >= 1, got \`${n}\` (${typeof n})`)
  let arrived = 0
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return async () => {
    arrived++
    if (arrived > n) throw new Error(`Caller ${arrived} arrived at a barrier for ${n}`)
    if (arrived === n) open()
    await opened
  }
}
