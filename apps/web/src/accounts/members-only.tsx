import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { buttonClass } from '../ui/button.tsx'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { Notice } from '../ui/notice.tsx'
import { useSession } from './use-session.ts'

export interface MembersOnlyProps {
  /** What signing in is good for here. */
  readonly why: string
  readonly children: ReactNode
}

/** Shows a visitor the way in, and brings them back here afterwards. What members may see is the server's decision. */
export function MembersOnly({ why, children }: MembersOnlyProps) {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const { data: member, error, refetch } = useSession()
  if (member) return children
  if (error && member === undefined) return <LoadFailed error={error} again={refetch} />
  if (member === undefined) return <Loading />
  return (
    <Notice>
      <p>{why}</p>
      <div>
        <Link to="/sign-in" state={{ from: pathname }} className={buttonClass()}>
          {t('account.signIn')}
        </Link>
      </div>
    </Notice>
  )
}
