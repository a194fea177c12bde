import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../api/types.ts'
import { Notice } from '../ui/notice.tsx'
import { tell } from './told.ts'
import type { Told } from './told.ts'
import type { SendControl, SendState } from './use-send.ts'

export interface SendWordsProps {
  readonly control: SendControl
  readonly slot: Slot
  readonly memberId: string
}

/**
 * What became of the wish to send, in words. The region is always in the page, so that a screen reader reads every
 * change of it. That somebody was first is an answer like any other, and looks like one.
 */
export function SendWords({ control: { state, draft }, slot, memberId }: SendWordsProps) {
  const refusal = useRefusal()
  const told = tell(state, slot, memberId)
  const words = told.kind === 'none' ? undefined : wordsOf(told)
  return (
    <div aria-live="polite" className="empty:absolute" data-send={told.kind}>
      {words && (
        <Notice>
          {words}
          {draft.text !== '' && !slot.open && <KeptText text={draft.text} />}
        </Notice>
      )}
    </div>
  )

  function wordsOf(known: Told): ReactNode {
    return known.kind === 'refused' ? <p>{refusal(known.code)}</p> : <Words kind={known.kind} state={state} />
  }
}

function Words({
  kind,
  state,
}: {
  readonly kind: Exclude<Told['kind'], 'refused'>
  readonly state: SendState
}) {
  const { t } = useTranslation()
  switch (kind) {
    case 'none':
      return null
    case 'sending':
      return <p>{t('composer.working')}</p>
    case 'queued':
      return <p>{t('composer.queued')}</p>
    case 'found':
      return <p>{t('composer.found')}</p>
    case 'already':
      return (
        <p className="font-medium">
          {t('composer.notSent')}{' '}
          {state.kind === 'already' && state.answer.limitedBy === 'number' && t('composer.byNumber')}
        </p>
      )
    case 'unknown':
      return <p>{t('composer.unknown')}</p>
    case 'taken-back':
      return <p>{t('composer.takenBack')}</p>
  }
}

function KeptText({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  return (
    <details>
      <summary className="cursor-pointer font-medium">{t('composer.kept')}</summary>
      <p className="mt-2 whitespace-pre-wrap wrap-anywhere">{text}</p>
    </details>
  )
}

function useRefusal(): (code: string) => string {
  const { t } = useTranslation()
  return (code) => {
    switch (code) {
      case 'opted-out':
        return t('composer.refusedOptedOut')
      case 'invalid-number':
        return t('composer.refusedNumber')
      case 'too-long':
        return t('composer.refusedLong')
      case 'zone-unknown':
        return t('composer.refusedZone')
      case 'unknown-client':
        return t('client.gone')
      case 'not-signed-in':
        return t('console.signedOut')
      case 'not-allowed':
        return t('console.notAllowed')
      case 'overloaded':
      case 'busy':
        return t('composer.busy')
      default:
        return t('composer.refused')
    }
  }
}
