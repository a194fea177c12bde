import { useTranslation } from 'react-i18next'
import { Notice } from '../ui/notice.tsx'
import type { ActOutcome, ActTrouble } from './act.ts'
import { useStateName } from './state-mark.tsx'

/** What became of a try to do something about a message, where the message itself does not show it. */
export function ActWords({ outcome }: { readonly outcome: ActOutcome | undefined }) {
  const { t } = useTranslation()
  const stateName = useStateName()
  const trouble = useActTrouble()
  const words = outcome && wordsOf(outcome)
  return (
    <div aria-live="polite" className="empty:absolute" data-act={outcome?.kind}>
      {words && <Notice>{words}</Notice>}
    </div>
  )

  function wordsOf(known: ActOutcome): string | undefined {
    if (known.kind === 'not-in-state') {
      return t('act.notInState', { state: stateName(known.message.state) })
    }
    if (known.kind !== 'done') return trouble(known)
    if (known.finding === 'absent') return t('act.absent')
    return known.finding === 'unclear' ? t('act.unclear') : undefined
  }
}

/** Why the server did nothing, or that nobody knows whether it did. */
export function useActTrouble(): (trouble: ActTrouble) => string {
  const { t } = useTranslation()
  return (trouble) => {
    if (trouble.kind === 'unknown') return t('act.unknown')
    switch (trouble.code) {
      case 'not-signed-in':
        return t('console.signedOut')
      case 'not-allowed':
        return t('console.notAllowed')
      default:
        return t('act.refused')
    }
  }
}
