import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatFor } from './format.ts'
import type { Format } from './format.ts'
import { isLanguage, localeFor } from './language.ts'

/** Numbers and times as the chosen language writes them. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const language = isLanguage(i18n.language) ? i18n.language : 'en'
  return useMemo(() => formatFor(localeFor(language, navigator.languages)), [language])
}
