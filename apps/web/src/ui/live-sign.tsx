import type { ReactNode } from 'react'
import type { Liveness } from '../reads/live-feed.ts'

export interface LiveSignProps {
  readonly liveness: Liveness
  readonly children: ReactNode
}

/** Says whether something is live, by a shape and in words: what stands still looks like something where nothing happens. */
export function LiveSign({ liveness, children }: LiveSignProps) {
  return (
    <output data-live={liveness.kind} className="flex items-center gap-2 text-sm text-soft">
      <svg viewBox="0 0 12 12" aria-hidden="true" className="size-3 shrink-0">
        {liveness.kind === 'live' ? (
          <circle cx="6" cy="6" r="5" className="fill-latch" />
        ) : (
          <circle cx="6" cy="6" r="4.5" className="fill-none stroke-edge" strokeWidth="1.8" />
        )}
      </svg>
      {children}
    </output>
  )
}
