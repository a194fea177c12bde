import { DaylatchError } from '../errors.ts'
import type { ClaimRequest } from './claim-request.ts'
import type { ClaimOutcome } from './claim-transaction.ts'
import type { KeyFinding } from './key-finding.ts'
import type { Loss } from './loss.ts'
import { keyReused } from './request-key.ts'

/** Whether what a transaction found out about this attempt decides the request; if so, settles it. */
export function isSettled(request: ClaimRequest, attemptId: string, outcome: ClaimOutcome): boolean {
  const own = outcome.won.get(attemptId)
  if (own !== undefined) {
    request.settle(own)
    return true
  }
  const finding = outcome.byKey.get(attemptId)
  return finding === undefined
    ? isSettledByLoss(request, outcome.lost.get(request.subject))
    : isSettledByKey(request, finding)
}

function isSettledByKey(request: ClaimRequest, finding: KeyFinding): boolean {
  if (finding.kind === 'lost') return isSettledByLoss(request, finding.loss, finding.isRecorded)
  if (finding.kind === 'reused') {
    request.fail(keyReused())
  } else if (finding.record === undefined) {
    request.fail(inconsistent('An idempotency key names a claim, but that claim'))
  } else {
    if (isOwn(request, finding.record.id)) return false
    request.replay(finding.won, finding.record)
  }
  return true
}

/** @param isDecided whether the loss counts even if the claim in the way is over by now: by default the second time */
function isSettledByLoss(
  request: ClaimRequest,
  loss: Loss | undefined,
  isDecided: boolean = request.triedOnceMore,
): boolean {
  if (loss?.record !== undefined) {
    if (isOwn(request, loss.record.id)) return false
    if (loss.standing || isDecided) {
      request.settle(loss.record)
      return true
    }
  } else if (loss !== undefined || request.triedOnceMore) {
    request.fail(inconsistent('The latch refused a claim, but the claim that it names'))
    return true
  }
  request.triedOnceMore = true
  return false
}

/** An earlier attempt of its own, whose answer was lost. It counts as claimed once it is known to be safe. */
function isOwn(request: ClaimRequest, recordId: string): boolean {
  if (!request.ids.includes(recordId)) return false
  request.uncertain = true
  return true
}

function inconsistent(what: string): DaylatchError {
  return new DaylatchError(
    'INCONSISTENT',
    `${what}, or the entry of that claim, is gone. Restore it from a backup.`,
  )
}
