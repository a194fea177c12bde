import { useTranslation } from 'react-i18next'
import { Notice } from '../ui/notice.tsx'
import type { ActOutcome, ActTrouble } from './act.ts'
import { useStateName } from './state-mark.tsx'

/** What became of a try to do something about a message, where it did not simply work. */
export function ActWords({ outcome }: { readonly outcome: ActOutcome | undefined }) {
  const { t } = useTranslation()
  const stateName = useStateName()
  const trouble = useActTrouble()
  return (
    <div aria-live="polite" className="empty:absolute" data-act={outcome?.kind}>
      {outcome && outcome.kind !== 'done' && (
        <Notice>
          {outcome.kind === 'not-in-state'
            ? t('act.notInState', { state: stateName(outcome.message.state) })
            : trouble(outcome)}
        </Notice>
      )}
    </div>
  )
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
