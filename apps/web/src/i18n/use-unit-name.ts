import { useTranslation } from 'react-i18next'

/** The name of what a check-in pays. The configuration may name a unit that no catalogue knows; that one stands as it is. */
export function useUnitName(unit: string): string {
  const { t } = useTranslation()
  return unit === 'reading' ? t('units.reading') : unit
}
