import type { DayState } from '../api/types.ts'

/** What a day may be marked as: its state, and whether a missed one can be made up. */
export type Mark = DayState | 'can-make-up'

export function markOf({ state, canMakeUp }: { state: DayState; canMakeUp: boolean }): Mark {
  return canMakeUp ? 'can-make-up' : state
}

/** The mark of a day. Every state has a shape of its own, so that nothing hangs on the colour. Words stand beside it. */
export function DayMark({
  mark,
  className = 'size-6',
}: {
  readonly mark: Mark
  readonly className?: string
}) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" data-mark={mark} className={`${className} shrink-0`}>
      <Shape mark={mark} />
    </svg>
  )
}

const tick = 'M7.5 12.5l3 3 6-6.5'

function Shape({ mark }: { readonly mark: Mark }) {
  switch (mark) {
    case 'claimed':
      return (
        <>
          <circle cx="12" cy="12" r="11" className="fill-latch" />
          <path d={tick} className="fill-none stroke-on-latch" strokeWidth="2.6" />
        </>
      )
    case 'made-up':
      return (
        <>
          <circle cx="12" cy="12" r="10" className="fill-none stroke-latch" strokeWidth="2" />
          <path d={tick} className="fill-none stroke-latch" strokeWidth="2.6" />
        </>
      )
    case 'can-make-up':
      return (
        <>
          <circle
            cx="12"
            cy="12"
            r="10"
            className="fill-none stroke-ink"
            strokeWidth="2"
            strokeDasharray="3.2 3.08"
          />
          <path d="M12 7.5v9M7.5 12h9" className="fill-none stroke-ink" strokeWidth="2.4" />
        </>
      )
    case 'missed':
      return <path d="M7 7l10 10M17 7l-10 10" className="fill-none stroke-danger" strokeWidth="2.4" />
    case 'open':
      return (
        <>
          <circle cx="12" cy="12" r="6" className="fill-sun stroke-ink" strokeWidth="1.2" />
          <path
            d="M12 1v3M12 20v3M1 12h3M20 12h3M4.2 4.2l2.1 2.1M17.7 17.7l2.1 2.1M4.2 19.8l2.1-2.1M17.7 6.3l2.1-2.1"
            className="fill-none stroke-ink"
            strokeWidth="1.6"
          />
        </>
      )
    case 'ahead':
      return <circle cx="12" cy="12" r="2.5" className="fill-edge" />
    case 'before-start':
      return <path d="M8 12h8" className="fill-none stroke-edge" strokeWidth="2" />
  }
}
