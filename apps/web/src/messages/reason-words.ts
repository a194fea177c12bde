import { useTranslation } from 'react-i18next'

/** The one word for why a message is in its state, or why it moved there, in words; one that is not known stands as it is. */
export function useReasonWords(): (reason: string) => string {
  const { t } = useTranslation()
  const words: Readonly<Record<string, () => string>> = {
    undo: () => t('reasons.undo'),
    'quiet-hours': () => t('reasons.quietHours'),
    'zone-unknown': () => t('reasons.zoneUnknown'),
    'opted-out': () => t('reasons.optedOut'),
    'invalid-number': () => t('reasons.invalidNumber'),
    'number-changed': () => t('reasons.numberChanged'),
    'unknown-client': () => t('reasons.unknownClient'),
    'too-long': () => t('reasons.tooLong'),
    'period-ended': () => t('reasons.periodEnded'),
    'taken-back': () => t('reasons.takenBack'),
    'zone-set': () => t('reasons.zoneSet'),
    decided: () => t('reasons.decided'),
    accepted: () => t('reasons.accepted'),
    'accepted-late': () => t('reasons.acceptedLate'),
    found: () => t('reasons.found'),
    absent: () => t('reasons.absent'),
    unclear: () => t('reasons.unclear'),
    'lease-over': () => t('reasons.leaseOver'),
    restored: () => t('reasons.restored'),
    error: () => t('reasons.error'),
    unreadable: () => t('reasons.unreadable'),
    timeout: () => t('reasons.timeout'),
    contradicted: () => t('reasons.contradicted'),
    receipt: () => t('reasons.receipt'),
    asked: () => t('reasons.asked'),
    hold: () => t('reasons.hold'),
    'undo-over': () => t('reasons.undoOver'),
    'quiet-hours-over': () => t('reasons.quietHoursOver'),
    'zone-unknown-over': () => t('reasons.zoneUnknownOver'),
    taken: () => t('reasons.taken'),
    repeated: () => t('reasons.repeated'),
    'resend-refused': () => t('reasons.resendRefused'),
    'refused-late': () => t('reasons.refusedLate'),
    refused: () => t('reasons.refused'),
    'bad-message': () => t('reasons.badMessage'),
    'nothing-written': () => t('reasons.nothingWritten'),
    'lease-lost': () => t('reasons.leaseLost'),
    'marker-not-written': () => t('reasons.markerNotWritten'),
    'waits-for-decision': () => t('reasons.waitsForDecision'),
    'look-ups-over': () => t('reasons.lookUpsOver'),
  }
  return (reason) => words[reason]?.() ?? reason
}
