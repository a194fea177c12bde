import type { Session } from '../../drivers/database.ts'
import { DaylatchError } from '../../errors.ts'
import { toClaimRecord } from '../../once/claim-record.ts'
import { takeKeys } from '../../once/key-statements.ts'
import { keyReused } from '../../once/request-key.ts'
import { isTrue, text } from '../../rows.ts'
import { toEffectRecord } from '../effect-record.ts'
import { readKeys, settleSendKeys } from './key-statements.ts'
import type { Ending } from './results.ts'
import { inOrder } from './take-slots.ts'
import type { SendAttempt } from './send-attempt.ts'

/**
 * Takes the keys of a call, before its latches: of two transactions with one key the second waits here, and then finds
 * what the first one came to.
 *
 * @returns the endings of those whose key stands for something already
 */
export async function takeOrReplay(
  session: Session,
  action: string,
  attempts: readonly SendAttempt[],
): Promise<ReadonlyMap<SendAttempt, Ending>> {
  const keyed = attempts.flatMap((attempt) => {
    const { key } = attempt.wish
    return key === undefined ? [] : [{ attempt, ...key }]
  })
  if (keyed.length === 0) return new Map()
  const values = [
    action,
    keyed.map(({ attempt }) => attempt.wish.subject),
    keyed.map(({ attempt }) => attempt.claimIds[0]),
    keyed.map(({ key }) => key),
    keyed.map(({ hash }) => hash),
  ]
  const [, found] = await inOrder(session, [
    { ...takeKeys, values },
    { ...readKeys, values },
  ])
  const rows = new Map((found?.rows ?? []).map((row) => [text(row, 'attempt'), row]))
  return new Map(
    keyed.flatMap(({ attempt }) => {
      const row = rows.get(attempt.claimIds[0] ?? '')
      // A key whose time was over may be deleted between the two statements: the next attempt takes it.
      if (row?.['named'] == null) return [[attempt, { kind: 'again' }] as const]
      return isTrue(row, 'held') ? [] : [[attempt, replayOf(row)] as const]
    }),
  )
}

function replayOf(row: Parameters<typeof toClaimRecord>[0]): Ending {
  if (!isTrue(row, 'same')) return { kind: 'failed', error: keyReused() }
  const isWin = isTrue(row, 'won')
  if (row['claim_id'] == null || (isWin && row['effect_id'] == null)) {
    return { kind: 'failed', error: goneError() }
  }
  const claim = toClaimRecord(row)
  const effect = row['effect_id'] == null ? null : toEffectRecord(row)
  return isWin && effect !== null
    ? { kind: 'queued', claim, effect, replayed: true }
    : { kind: 'already', claim, effect, replayed: true }
}

function goneError(): DaylatchError {
  return new DaylatchError(
    'INCONSISTENT',
    'An idempotency key names a claim, but that claim or its effect is gone. Restore it from a backup.',
  )
}

/** The last word on the keys of those who took theirs and did not win: lost to a claim, or free for the next attempt. */
export async function settleKeys(
  session: Session,
  action: string,
  endings: ReadonlyMap<SendAttempt, Ending>,
): Promise<void> {
  const lost = [...endings].flatMap(([attempt, ending]) => {
    const { key } = attempt.wish
    if (key === undefined || ending.kind === 'queued' || ending.kind === 'failed') return []
    return [{ attempt, key, claim: ending.kind === 'already' ? ending.claim : null }]
  })
  if (lost.length === 0) return
  await session.query({
    ...settleSendKeys,
    values: [
      action,
      lost.map(({ attempt }) => attempt.wish.subject),
      lost.map(({ key }) => key.key),
      lost.map(({ attempt }) => attempt.claimIds[0]),
      lost.map(({ claim }) => claim?.subject ?? null),
      lost.map(({ claim }) => claim?.id ?? null),
    ],
  })
}
