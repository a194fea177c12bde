import { useTranslation } from 'react-i18next'
import type { MakeUpRule } from '../api/types.ts'
import { CardSelect } from '../cards/card-select.tsx'
import { chooseCard } from '../cards/chosen-card.ts'
import { useCardInUse } from '../cards/use-card-in-use.ts'
import { useCardName } from '../cards/use-card-name.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useUnitName } from '../i18n/use-unit-name.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import type { MakeUpControl } from './use-make-up.ts'

export interface MakeUpDialogProps {
  readonly rule: MakeUpRule
  readonly control: MakeUpControl
}

/** The question before a make-up: which day, at what cost, from which card. */
export function MakeUpDialog({ rule, control: { state, cancel, confirm } }: MakeUpDialogProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const cardName = useCardName()
  const unit = useUnitName(rule.unit)
  const { cards, card } = useCardInUse()
  if (state.kind !== 'asking' && state.kind !== 'sending') return null
  const busy = state.kind === 'sending'
  const period = busy ? state.wish.period : state.period
  return (
    <Dialog title={t('makeUp.ask', { day: format.civilDay(period) })} onCancel={() => busy || cancel()}>
      <p>{t('makeUp.askText')}</p>
      {rule.cost > 0 && card && (
        <p className="font-medium">
          {t('makeUp.askCost', { cost: format.number(rule.cost), unit, card: cardName(card) })}
        </p>
      )}
      {card && <CardSelect label={t('cards.pays')} cards={cards} card={card} onChoose={chooseCard} />}
      <div className="flex flex-wrap gap-3">
        <Button busy={busy || !card} onClick={() => card && void confirm(card.card)}>
          {busy ? t('makeUp.working') : t('makeUp.confirm')}
        </Button>
        <Button look="quiet" busy={busy} onClick={cancel}>
          {t('states.cancel')}
        </Button>
      </div>
    </Dialog>
  )
}
