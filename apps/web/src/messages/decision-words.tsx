import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Resolution } from '../api/types.ts'
import { Notice } from '../ui/notice.tsx'
import { useActTrouble } from './act-words.tsx'
import { useStateName } from './state-mark.tsx'
import type { Decided } from './use-decide.ts'

/** What became of a decision: how many messages it settled, and which had moved on meanwhile. */
export function DecisionWords({ outcome: decided }: { readonly outcome: Decided | undefined }) {
  const { t } = useTranslation()
  const trouble = useActTrouble()
  const outcome = decided?.outcome
  return (
    <div aria-live="polite" className="empty:absolute" data-decision={outcome?.kind}>
      {outcome && (
        <Notice>
          {outcome.kind === 'decided' ? (
            <>
              <p className="font-medium">
                {decided.verdict === 'sent'
                  ? t('decide.doneSent', { count: outcome.resolution.resolved.length })
                  : t('decide.doneNotSent', { count: outcome.resolution.resolved.length })}
              </p>
              <MovedOn refused={outcome.resolution.refused} />
            </>
          ) : (
            trouble(outcome)
          )}
        </Notice>
      )}
    </div>
  )
}

function MovedOn({ refused }: Pick<Resolution, 'refused'>) {
  const { t } = useTranslation()
  const stateName = useStateName()
  if (refused.length === 0) return null
  return (
    <ul className="grid gap-1">
      {refused.map(({ id, state }) => (
        <li key={id}>
          <Link to={`/messages/${id}`} className="font-medium text-link underline underline-offset-4">
            {state === null ? t('decide.gone') : t('decide.movedOn', { state: stateName(state) })}
          </Link>
        </li>
      ))}
    </ul>
  )
}
