import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'

export const menuItemClass =
  'flex min-h-11 items-center gap-3 rounded-xl px-3 outline-none data-[highlighted]:bg-ground data-[highlighted]:shadow-[inset_0_0_0_2px_var(--color-focus)]'

export interface MenuProps {
  /** What the button is called. */
  readonly label: string
  /** What the button shows. */
  readonly face: ReactNode
  readonly children: ReactNode
}

/**
 * A button that opens a menu. The menu stays where it is in the page, inside the header, and not at the body's end.
 *
 * `modal={false}`: a modal menu locks scrolling through a style element made by script, which the
 * Content-Security-Policy refuses.
 */
export function Menu({ label, face, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={label}
        className="flex min-h-11 min-w-11 items-center justify-center rounded-full text-soft transition hover:bg-raised hover:text-ink"
      >
        {face}
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        collisionPadding={12}
        className="z-20 min-w-56 rounded-2xl border border-line bg-raised p-1.5 text-ink shadow-lg"
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}
