import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'

export interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  /** Called when the reader leaves it without a decision: by Escape, or by a button that says so. */
  readonly onCancel: () => void
}

/**
 * A question that has to be answered before anything else, in the browser's own modal dialog: it keeps the focus
 * inside, gives it back afterwards, and needs no style made by script. It is open as long as it is rendered.
 */
export function Dialog({ title, children, onCancel }: DialogProps) {
  const titleId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onCancel()
      }}
      className="m-auto w-[min(28rem,calc(100%-2rem))] rounded-3xl border border-line bg-surface p-6 text-ink backdrop:bg-[rgb(5_12_22/0.6)]"
    >
      <div className="grid gap-4">
        <h2 id={titleId} className="text-xl font-semibold">
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  )
}
