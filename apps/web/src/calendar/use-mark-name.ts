import { useTranslation } from 'react-i18next'
import type { Mark } from './day-mark.tsx'

/** A mark in words. */
export function useMarkName(): (mark: Mark) => string {
  const { t } = useTranslation()
  const names = {
    claimed: () => t('calendar.claimed'),
    'made-up': () => t('calendar.madeUp'),
    missed: () => t('calendar.missed'),
    'can-make-up': () => t('calendar.canMakeUp'),
    open: () => t('calendar.open'),
    ahead: () => t('calendar.ahead'),
    'before-start': () => t('calendar.beforeStart'),
  } satisfies Record<Mark, () => string>
  return (mark) => names[mark]()
}
