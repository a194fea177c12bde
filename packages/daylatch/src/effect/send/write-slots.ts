import { troubleOf } from '../../dialect/postgres.ts'
import type { Result, Statement } from '../../drivers/database.ts'
import { DaylatchError } from '../../errors.ts'
import { type ClaimRecord, toClaimRecord } from '../../once/claim-record.ts'
import { RefusedByBackstop } from '../../once/single-claim.ts'
import type { LimitedAction, TakenSlots } from './take-slots.ts'
import { dropPlaceholders, writeClaims } from './statements.ts'

/** Claims of one effect, to be written for slots that this transaction has taken. */
export interface ClaimsToWrite {
  readonly subjects: readonly string[]
  /** New ids, in the order of the subjects. */
  readonly claimIds: readonly string[]
  readonly effect: { readonly subject: string; readonly id: string }
}

export function writeClaimsOf(
  { action, rule }: LimitedAction,
  { at, period }: TakenSlots,
  winners: readonly ClaimsToWrite[],
): Statement {
  const rows = winners.flatMap(({ subjects, claimIds, effect }) =>
    subjects.map((subject, index) => ({ subject, claimId: claimIds[index], effect })),
  )
  return {
    ...writeClaims,
    values: [
      action,
      rows.map((row) => row.subject),
      rows.map((row) => row.claimId),
      rows.map((row) => row.effect.subject),
      rows.map((row) => row.effect.id),
      period.key,
      period.startsAt,
      period.endsAt,
      rule.zone,
      new Date(at).toISOString(),
    ],
  }
}

/**
 * Reads what {@link writeClaimsOf} wrote, by id.
 *
 * @throws {DaylatchError} INCONSISTENT where a latch was not as it had been read under its lock
 */
export function writtenClaims(
  answer: Result | undefined,
  winners: readonly ClaimsToWrite[],
): ReadonlyMap<string, ClaimRecord> {
  const claims = (answer?.rows ?? []).map(toClaimRecord)
  if (claims.length !== winners.flatMap(({ claimIds }) => claimIds).length) {
    throw new DaylatchError(
      'INCONSISTENT',
      'A latch changed while it was locked. Something else writes to `daylatch.latch`.',
    )
  }
  return new Map(claims.map((claim) => [claim.id, claim]))
}

/** For the created latches that nobody won; `undefined` where there are none. */
export function dropUnused(
  { action }: LimitedAction,
  { created, placeholder }: TakenSlots,
  winners: readonly { readonly subjects: readonly string[] }[],
): Statement | undefined {
  const won = new Set(winners.flatMap(({ subjects }) => subjects))
  const unused = created.filter((subject) => !won.has(subject))
  return unused.length === 0 ? undefined : { ...dropPlaceholders, values: [action, unused, placeholder] }
}

/** @throws {RefusedByBackstop} when the unique index knows of a claim that the latch did not show */
export async function refusable<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if (error instanceof Error && troubleOf(error) === 'unique') {
      throw new RefusedByBackstop('The period is claimed already, whatever the latch says', { cause: error })
    }
    throw error
  }
}
