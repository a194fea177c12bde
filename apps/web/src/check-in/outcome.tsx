import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckIn } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useUnitName } from '../i18n/use-unit-name.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import type { Press } from './use-check-in.ts'

export interface OutcomeProps {
  readonly press: Press
  readonly checkIn: CheckIn | null
  readonly lookAgain: () => void
}

/**
 * Says in words what the press led to. The region is always in the page, so that a screen reader reads every
 * change of it. A refusal because the day is taken is an answer like any other, and looks like one.
 */
export function Outcome({ press, checkIn, lookAgain }: OutcomeProps) {
  return (
    <div aria-live="polite" className="empty:absolute" data-outcome={press.kind}>
      <Words press={press} checkIn={checkIn} lookAgain={lookAgain} />
    </div>
  )
}

function Words({ press, checkIn, lookAgain }: OutcomeProps): ReactNode {
  const { t } = useTranslation()
  switch (press.kind) {
    case 'none':
      return null
    case 'sending':
      return <span className="sr-only">{t('checkIn.pressing')}</span>
    case 'claimed':
    case 'already':
    case 'found':
      return checkIn && <Counted kind={press.kind} checkIn={checkIn} />
    case 'looking':
      return <Notice>{t('outcome.looking')}</Notice>
    case 'not-counted':
      return <Notice>{t('outcome.notCounted')}</Notice>
    case 'busy':
      return <Notice>{t('outcome.busy')}</Notice>
    case 'signed-out':
      return <Notice>{t('outcome.signedOut')}</Notice>
    case 'refused':
      return <Notice>{t('outcome.refused')}</Notice>
    case 'unknown':
      return (
        <Notice>
          <p>{t('outcome.unknown')}</p>
          <div>
            <Button look="quiet" onClick={lookAgain}>
              {t('outcome.lookAgain')}
            </Button>
          </div>
        </Notice>
      )
  }
}

function Counted({
  kind,
  checkIn,
}: {
  readonly kind: 'claimed' | 'already' | 'found'
  readonly checkIn: CheckIn
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const facts = {
    amount: format.number(checkIn.reward),
    unit: useUnitName(checkIn.unit),
    time: format.time(Date.parse(checkIn.claimedAt)),
  }
  const words = {
    claimed: () => t('outcome.claimed', facts),
    already: () => t('outcome.already', facts),
    found: () => t('outcome.found', facts),
  }
  return <p className="text-center text-lg font-medium text-balance">{words[kind]()}</p>
}
