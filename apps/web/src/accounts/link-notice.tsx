import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Notice } from '../ui/notice.tsx'
import { sisterLinkClass } from './account-page.tsx'

export interface LinkNoticeProps {
  /** A link that did what it was for is no trouble. */
  readonly look?: 'plain' | 'bad'
  readonly children: ReactNode
}

/** In the form's place where a one-time link has no use, or none any more: why, and the way to sign in. */
export function LinkNotice({ look = 'bad', children }: LinkNoticeProps) {
  const { t } = useTranslation()
  return (
    <Notice look={look}>
      <p>{children}</p>
      <p>
        <Link to="/sign-in" className={sisterLinkClass}>
          {t('account.signIn')}
        </Link>
      </p>
    </Notice>
  )
}
