import { setTimeout as pause } from 'node:timers/promises'

/**
 * Asks until there is an answer: the probe's first value that is neither `undefined` nor `false`. An error of the probe
 * is the test's error at once. Fails naming `what`, so that a hanging test says what it was waiting for.
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + limitMs
  for (;;) {
    const answer = await probe()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > deadline) throw new Error(`Waited ${limitMs} ms in vain: ${what}`)
    await pause(10)
  }
}
