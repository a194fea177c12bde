import { isDatabaseUnavailable } from '../http/to-problem.ts'

const SQLSTATE = /^[0-9A-Z]{5}$/

/**
 * The first two characters of the SQLSTATE somewhere in the error's causes, `connection` for a connection that was lost or
 * could not be made, `undefined` for an error that has nothing to do with the database.
 */
export function classOfDatabaseError(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code, severity } = at as { readonly code?: unknown; readonly severity?: unknown }
    // The driver's errors say how severe they are; system codes such as EPERM may look like a SQLSTATE.
    if (typeof code === 'string' && SQLSTATE.test(code) && typeof severity === 'string')
      return code.slice(0, 2)
  }
  return isDatabaseUnavailable(error) ? 'connection' : undefined
}
