/** How a promise ends, to be looked at later: `fulfilled`, or the code (else the message) of its error. */
export async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'fulfilled'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return String(code ?? error)
  }
}
