import { useTranslation } from 'react-i18next'
import type { HandsetMode } from '../api/types.ts'

export interface ModeWords {
  readonly value: HandsetMode
  readonly name: string
  /** What the handset does in it, and what that makes of a message. */
  readonly meaning: string
}

/** In these the handset waits, for so many seconds. */
export const waitingModes: ReadonlySet<HandsetMode> = new Set(['stall', 'late-receipt'])

/** Every way in which the handset can behave, in words. */
export function useModes(): Readonly<Record<HandsetMode, ModeWords>> {
  const { t } = useTranslation()
  return {
    normal: { value: 'normal', name: t('modes.normal'), meaning: t('modes.normalMeans') },
    stall: { value: 'stall', name: t('modes.stall'), meaning: t('modes.stallMeans') },
    refuse: { value: 'refuse', name: t('modes.refuse'), meaning: t('modes.refuseMeans') },
    'accept-and-close': {
      value: 'accept-and-close',
      name: t('modes.acceptAndClose'),
      meaning: t('modes.acceptAndCloseMeans'),
    },
    'late-receipt': {
      value: 'late-receipt',
      name: t('modes.lateReceipt'),
      meaning: t('modes.lateReceiptMeans'),
    },
    'double-receipt': {
      value: 'double-receipt',
      name: t('modes.doubleReceipt'),
      meaning: t('modes.doubleReceiptMeans'),
    },
  }
}
