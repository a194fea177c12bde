import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { MembersOnly } from '../accounts/members-only.tsx'
import type { StaffRole } from '../accounts/roles.ts'
import { useMember } from '../accounts/use-session.ts'
import { Notice } from '../ui/notice.tsx'
import { useMay } from './use-may.ts'

export interface StaffOnlyProps {
  /** The lowest role that may see it. */
  readonly atLeast: StaffRole
  readonly children: ReactNode
}

/** Shows visitors the way in, and tells everybody else whom the page is for. */
export function StaffOnly({ atLeast, children }: StaffOnlyProps) {
  const { t } = useTranslation()
  return (
    <MembersOnly why={t('console.signIn')}>
      <RoleGate atLeast={atLeast}>{children}</RoleGate>
    </MembersOnly>
  )
}

function RoleGate({ atLeast, children }: StaffOnlyProps) {
  const { t } = useTranslation()
  const member = useMember()
  const may = useMay(atLeast)
  const whom = {
    viewer: t('console.staffOnly'),
    sender: t('console.staffOnly'),
    editor: t('console.editorsOnly'),
    admin: t('console.adminsOnly'),
  }
  if (may) return children
  return (
    <Notice>
      <p data-refused>
        {whom[atLeast]} {t('console.youAre', { name: member?.name ?? '' })}
      </p>
    </Notice>
  )
}
