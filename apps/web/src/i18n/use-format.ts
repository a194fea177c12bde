import { useMemo } from 'react'
import { formatFor } from './format.ts'
import type { Format } from './format.ts'
import { localeFor } from './language.ts'
import { useLanguage } from './use-language.ts'

/** Numbers and times as the chosen language writes them. */
export function useFormat(): Format {
  const language = useLanguage()
  return useMemo(() => formatFor(localeFor(language, navigator.languages)), [language])
}
