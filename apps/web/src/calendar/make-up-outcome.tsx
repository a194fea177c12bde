import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { MakeUpRule } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useUnitName } from '../i18n/use-unit-name.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import type { MakeUpOutcome as Outcome } from './make-up.ts'
import type { MakeUpControl } from './use-make-up.ts'

export interface MakeUpOutcomeProps {
  readonly rule: MakeUpRule
  readonly control: MakeUpControl
}

/** What became of a make-up, in words. The focus comes here: the day that was pressed may be no button any more. */
export function MakeUpOutcome({ rule, control: { state, again } }: MakeUpOutcomeProps) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const outcome = state.kind === 'over' ? state.outcome : undefined
  useEffect(() => {
    if (outcome) place.current?.focus()
  }, [outcome])
  return (
    <div ref={place} tabIndex={-1} aria-live="polite" data-make-up={outcome?.kind} className="empty:absolute">
      {state.kind === 'over' && (
        <Notice>
          <Words period={state.wish.period} rule={rule} outcome={state.outcome} />
          {state.outcome.kind === 'unknown' && (
            <div>
              <Button look="quiet" onClick={() => void again()}>
                {t('makeUp.again')}
              </Button>
            </div>
          )}
        </Notice>
      )}
    </div>
  )
}

interface WordsProps {
  readonly period: string
  readonly rule: MakeUpRule
  readonly outcome: Outcome
}

function Words({ period, rule, outcome }: WordsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const unit = useUnitName(rule.unit)
  const day = format.civilDay(period)
  switch (outcome.kind) {
    case 'done': {
      const { reward, cost, balance } = outcome.madeUp
      const facts = { day, amount: format.number(reward), cost: format.number(cost), unit }
      return (
        <>
          <p className="font-medium">{cost > 0 ? t('makeUp.doneCost', facts) : t('makeUp.done', facts)}</p>
          <p>{t('makeUp.doneAfter', { balance: format.number(balance) })}</p>
        </>
      )
    }
    case 'insufficient':
      return t('makeUp.insufficient', { cost: format.number(rule.cost), unit })
    case 'already':
      return t('makeUp.already', { day })
    case 'overlaps':
      return t('makeUp.overlaps', { day })
    case 'no-allowance':
      return t('makeUp.noAllowance')
    case 'too-far-back':
      return t('makeUp.tooFarBack', { day })
    case 'not-over':
      return t('makeUp.notOver', { day })
    case 'before-start':
      return t('makeUp.beforeStart', { day })
    case 'signed-out':
      return t('makeUp.signedOut')
    case 'busy':
      return t('makeUp.busy')
    case 'refused':
      return t('makeUp.refused', { day })
    case 'unknown':
      return t('makeUp.unknown', { day })
  }
}
