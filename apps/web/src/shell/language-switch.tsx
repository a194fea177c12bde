import { useTranslation } from 'react-i18next'
import { chooseLanguage } from '../i18n/index.ts'
import { htmlLang, isLanguage } from '../i18n/language.ts'

/** Two languages need no menu: the button carries the other one's own name. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  const other = isLanguage(i18n.language) && i18n.language === 'zh' ? 'en' : 'zh'
  return (
    <button
      type="button"
      lang={htmlLang[other]}
      onClick={() => void chooseLanguage(other)}
      className="min-h-11 min-w-11 rounded-full px-3 text-sm whitespace-nowrap font-medium text-soft transition hover:bg-raised hover:text-ink"
    >
      {t('shell.otherLanguage')}
    </button>
  )
}
