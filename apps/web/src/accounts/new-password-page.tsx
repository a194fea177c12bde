import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { resetPassword } from '../api/accounts.ts'
import { Refused } from '../api/trouble.ts'
import { AccountForm } from './account-form.tsx'
import type { NewAccount } from './account-form.tsx'
import { AccountPage } from './account-page.tsx'
import { LinkNotice } from './link-notice.tsx'
import { forgetLinkToken, linkToken } from './link-token.ts'
import { problemsOfNewPassword } from './rules.ts'
import { useAccountChanged } from './use-session.ts'

/** A new password by the one-time link that an administrator has made. Every session of the member ends with it. */
export function NewPasswordPage() {
  const { t } = useTranslation()
  const accountChanged = useAccountChanged()
  const [token] = useState(() => linkToken('/new-password'))
  const [state, setState] = useState<'open' | 'done' | 'spent'>('open')

  async function submit({ password }: NewAccount): Promise<void> {
    try {
      await resetPassword({ token: token ?? '', newPassword: password })
    } catch (error) {
      if (!(error instanceof Refused && error.code === 'link-over')) throw error
      return setState('spent')
    }
    forgetLinkToken()
    setState('done')
    await accountChanged()
  }

  return (
    <AccountPage title={t('newPassword.title')} text={t('newPassword.text')}>
      {token !== undefined && state === 'open' ? (
        <AccountForm
          fields={['password']}
          newPassword
          action={t('newPassword.action')}
          check={problemsOfNewPassword}
          submit={submit}
        />
      ) : (
        <LinkNotice look={state === 'done' ? 'plain' : 'bad'}>{words()}</LinkNotice>
      )}
    </AccountPage>
  )

  function words(): string {
    if (state === 'done') return t('newPassword.done')
    return state === 'spent' ? t('newPassword.spent') : t('newPassword.noToken')
  }
}
