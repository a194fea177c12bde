import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'

/** Says that the network is gone while it is. The region itself is always there, so that it is read out. */
export function OfflineBar() {
  const { t } = useTranslation()
  const online = useSyncExternalStore(subscribe, () => navigator.onLine)
  return (
    <div aria-live="polite" className="mx-auto w-full max-w-6xl px-4 sm:px-8">
      {!online && (
        <p className="mt-3 rounded-2xl bg-strong px-4 py-2.5 text-sm font-medium text-on-strong">
          {t('shell.offline')}
        </p>
      )}
    </div>
  )
}

function subscribe(listener: () => void): () => void {
  globalThis.addEventListener('online', listener)
  globalThis.addEventListener('offline', listener)
  return () => {
    globalThis.removeEventListener('online', listener)
    globalThis.removeEventListener('offline', listener)
  }
}
