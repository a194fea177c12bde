import type { ReactNode } from 'react'

const looks = {
  plain: 'border-line bg-surface',
  bad: 'border-danger bg-surface',
} as const

/** A short message in the page. A `bad` one interrupts a screen reader; the others do not. */
export function Notice({
  look = 'plain',
  children,
}: {
  readonly look?: keyof typeof looks
  readonly children: ReactNode
}) {
  return (
    <div
      role={look === 'bad' ? 'alert' : undefined}
      className={`grid gap-3 rounded-2xl border px-5 py-4 ${looks[look]}`}
    >
      {children}
    </div>
  )
}
