/** The languages there are catalogues for. */
export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]

/** Also read by src/first-paint.js. */
export const languageKey = 'daylatch.language'

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value)
}

/** What was chosen here before, else the first of the browser's languages that we have, else English. */
export function preferredLanguage(chosen: string | null, browser: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen
  return browser.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en'
}

/**
 * The locale for numbers and dates: the browser's own variety of the language, so that a reader in London
 * gets London's dates, else the language's common one.
 */
export function localeFor(language: Language, browser: readonly string[]): string {
  const own = browser.find((tag) => tag.toLowerCase().startsWith(`${language}-`))
  return own ?? htmlLang[language]
}

/** The `lang` attribute: the catalogues are in Simplified Chinese and in English. */
export const htmlLang = { zh: 'zh-CN', en: 'en' } as const satisfies Record<Language, string>
