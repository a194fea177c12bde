import { useTranslation } from 'react-i18next'
import { NoAnswer } from '../api/trouble.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** Grey lines in the place of what is being loaded. */
export function Loading({ lines = 3 }: { readonly lines?: number }) {
  const { t } = useTranslation()
  return (
    <div aria-live="polite" className="grid gap-3">
      <span className="sr-only">{t('states.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} aria-hidden="true" className="h-11 animate-breathe rounded-xl bg-line" />
      ))}
    </div>
  )
}

export interface LoadFailedProps {
  readonly error: Error
  readonly again: () => unknown
}

/** What failed to load, and the way to ask again. */
export function LoadFailed({ error, again }: LoadFailedProps) {
  const { t } = useTranslation()
  return (
    <Notice look="bad">
      <p>{error instanceof NoAnswer ? t('states.noAnswer') : t('states.failed')}</p>
      <div>
        <Button look="quiet" onClick={() => void again()}>
          {t('states.tryAgain')}
        </Button>
      </div>
    </Notice>
  )
}
