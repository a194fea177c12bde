import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCardName } from '../cards/use-card-name.ts'
import { useFormat } from '../i18n/use-format.ts'
import { Notice } from '../ui/notice.tsx'
import type { ReadState } from './use-reading.ts'

export interface ReadOutcomeWordsProps {
  readonly state: ReadState
  /** Whether the article is open by now; that settles a doubt. */
  readonly isOpen: boolean
  readonly unit: string
}

/** What the wish to read came to, in words: what was charged, or that nothing was. */
export function ReadOutcomeWords({ state, isOpen, unit }: ReadOutcomeWordsProps) {
  const words = useWords(unit)
  const told = isOpen && state.kind !== 'open' ? undefined : words(state)
  return (
    <div aria-live="polite" data-reading={state.kind} className="empty:absolute">
      {told && <Notice>{told}</Notice>}
    </div>
  )
}

function useWords(unit: string): (state: ReadState) => ReactNode {
  const { t } = useTranslation()
  const format = useFormat()
  const cardName = useCardName()
  return (state) => {
    switch (state.kind) {
      case 'none':
      case 'sending':
        return undefined
      case 'open':
        return state.text.charged > 0
          ? t('reading.charged', {
              charged: format.number(state.text.charged),
              balance: format.number(state.text.balance),
              unit,
            })
          : t('reading.notCharged')
      case 'insufficient':
        return t('reading.refusedShort', {
          card: cardName({ card: state.card, name: null }),
          free: format.number(state.free),
          missing: format.number(state.missing),
          unit,
        })
      case 'signed-out':
        return t('reading.signedOut')
      case 'gone':
        return t('reading.missingText')
      case 'being-read':
        return t('reading.beingRead')
      case 'unavailable':
        return t('reading.unavailable')
      case 'unknown':
        return t('reading.unknown')
    }
  }
}
