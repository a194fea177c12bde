import { useTranslation } from 'react-i18next'
import { NoAnswer } from '../api/trouble.ts'
import type { Refused } from '../api/trouble.ts'

/** Why a client's facts were not taken, in words. */
export function useClientRefusal(): (trouble: NoAnswer | Refused) => string {
  const { t } = useTranslation()
  return (trouble) => {
    if (trouble instanceof NoAnswer) return t('clientForm.unknown')
    if (trouble.status === 401) return t('console.signedOut')
    if (trouble.status === 403) return t('console.notAllowed')
    switch (trouble.code) {
      case 'invalid-number':
        return t('clientForm.numberOdd')
      case 'invalid-zone':
      case 'unknown-zone':
        return t('clientForm.zoneOdd')
      case 'changed-meanwhile':
        return t('clientForm.meanwhile')
      case 'unknown-client':
        return t('client.gone')
      default:
        return trouble.status < 500 ? t('clientForm.refused') : t('states.failed')
    }
  }
}
