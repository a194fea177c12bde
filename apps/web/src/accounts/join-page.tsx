import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { register } from '../api/accounts.ts'
import { Notice } from '../ui/notice.tsx'
import { AccountForm, allFields } from './account-form.tsx'
import type { NewAccount } from './account-form.tsx'
import { AccountPage } from './account-page.tsx'
import { LinkNotice } from './link-notice.tsx'
import { forgetLinkToken, linkToken } from './link-token.ts'
import { problemsOfNewAccount } from './rules.ts'
import { useAccountChanged, useMember } from './use-session.ts'

/** Makes a member by the link of an invitation. */
export function JoinPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const accountChanged = useAccountChanged()
  const member = useMember()
  const [invitation] = useState(() => linkToken('/join'))

  async function submit(account: NewAccount): Promise<void> {
    await register({ ...account, invitation: invitation ?? '' })
    forgetLinkToken()
    await accountChanged()
    await navigate('/')
  }

  return (
    <AccountPage title={t('join.title')} text={t('join.text')}>
      {invitation === undefined ? (
        <LinkNotice>{t('join.noToken')}</LinkNotice>
      ) : (
        <div className="grid gap-5">
          {member && <Notice>{t('join.signedIn', { name: member.name })}</Notice>}
          <AccountForm
            fields={allFields}
            newPassword
            action={t('join.action')}
            check={problemsOfNewAccount}
            submit={submit}
          />
        </div>
      )}
    </AccountPage>
  )
}
