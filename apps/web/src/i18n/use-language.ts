import { useTranslation } from 'react-i18next'
import { isLanguage } from './language.ts'
import type { Language } from './language.ts'

/** The language in use. */
export function useLanguage(): Language {
  const { i18n } = useTranslation()
  return isLanguage(i18n.language) ? i18n.language : 'en'
}
