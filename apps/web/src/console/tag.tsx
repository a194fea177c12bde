import type { ReactNode } from 'react'

/** A few words about an item that must not be overlooked, such as that a client wants no messages. */
export function Tag({ children }: { readonly children: ReactNode }) {
  return (
    <span className="rounded-full border border-edge px-2 py-0.5 text-xs font-medium whitespace-nowrap">
      {children}
    </span>
  )
}
