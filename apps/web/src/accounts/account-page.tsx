import type { ReactNode } from 'react'
import { PageHeading } from '../ui/page-heading.tsx'

export interface AccountPageProps {
  readonly title: string
  readonly text: string
  readonly children: ReactNode
}

/** The frame of the pages that hold one account form. */
export function AccountPage({ title, text, children }: AccountPageProps) {
  return (
    <div className="mx-auto grid max-w-md gap-6">
      <div className="grid gap-2">
        <PageHeading title={title} />
        <p className="text-soft">{text}</p>
      </div>
      <div className="rounded-3xl border border-line bg-surface p-5 sm:p-7">{children}</div>
    </div>
  )
}

/** The line below a form that leads to its sister. */
export function SisterLine({ children }: { readonly children: ReactNode }) {
  return <p className="mt-5 text-center text-sm text-soft">{children}</p>
}

export const sisterLinkClass = 'font-medium text-link underline underline-offset-4'
