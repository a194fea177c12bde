import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import { segmentsOf } from './segments.ts'

/** So many characters are named; in a text that is Chinese throughout, naming them explains nothing. */
const namedAtMost = 6

/** How many parts a text takes, and which characters make it take more. */
export function SegmentCounter({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { characters, parts, wide } = segmentsOf(text)
  return (
    <>
      <span data-segments={parts} className="tabular-nums">
        {t('composer.characters', { count: characters })}
        {' · '}
        {t('composer.parts', { count: parts })}
      </span>
      {wide.length > 0 && (
        <span className="block">
          {wide.length <= namedAtMost
            ? t('composer.wideNamed', { characters: wide.join(' ') })
            : t('composer.wide', { count: wide.length, amount: format.number(wide.length) })}
        </span>
      )}
    </>
  )
}
