import { createInstance } from 'i18next'
import type { i18n as I18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { recall, remember } from '../storage.ts'
import { en } from './catalogues/en.ts'
import { zh } from './catalogues/zh.ts'
import { htmlLang, isLanguage, languageKey, preferredLanguage } from './language.ts'
import type { Language } from './language.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    // The English catalogue stands for both: a test compares their keys and their placeholders.
    resources: { translation: typeof en }
  }
}

export const i18n: I18n = createInstance()

/** Chooses the language and keeps the document, this browser's memory and its other tabs in step with it. */
export async function startI18n(): Promise<void> {
  i18n.on('languageChanged', (language) => {
    if (isLanguage(language)) document.documentElement.lang = htmlLang[language]
  })
  globalThis.addEventListener('storage', (event) => {
    if (event.key === languageKey && isLanguage(event.newValue)) void i18n.changeLanguage(event.newValue)
  })
  await i18n.use(initReactI18next).init({
    resources: { zh: { translation: zh }, en: { translation: en } },
    lng: preferredLanguage(recall(languageKey), navigator.languages),
    fallbackLng: false,
    // React escapes by itself.
    interpolation: { escapeValue: false },
  })
}

/** The language in use. */
export function currentLanguage(): Language {
  return isLanguage(i18n.language) ? i18n.language : 'en'
}

/** Switches the language and remembers it. */
export async function chooseLanguage(language: Language): Promise<void> {
  remember(languageKey, language)
  await i18n.changeLanguage(language)
}
