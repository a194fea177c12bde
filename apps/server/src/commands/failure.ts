import { LocalPostgresError } from '@daylatch/local-postgres'
import { DaylatchError } from 'daylatch'
import { EXIT_FAILURE, SetUpError } from '../config/set-up-error.ts'
import { redact } from '../http/log.ts'

/** What is printed of something thrown, without passwords, and the exit code. */
export function describeFailure(error: unknown): { readonly text: string; readonly exitCode: number } {
  const exitCode = error instanceof SetUpError ? error.exitCode : EXIT_FAILURE
  return { text: redact(describe(error)), exitCode }
}

/** The message alone where it was written for whoever starts the server; else the stack, for whoever mends it. */
function describe(error: unknown): string {
  const isForPeople =
    error instanceof SetUpError || error instanceof LocalPostgresError || error instanceof DaylatchError
  if (isForPeople) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
