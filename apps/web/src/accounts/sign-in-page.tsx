import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import { signIn } from '../api/accounts.ts'
import { AccountForm } from './account-form.tsx'
import type { NewAccount } from './account-form.tsx'
import { AccountPage, SisterLine, sisterLinkClass } from './account-page.tsx'
import { useReturnAddress } from './return-address.ts'
import { problemsOfSignIn } from './rules.ts'
import { useAccountChanged } from './use-session.ts'

/** Opens the member's own account, and goes back to the page that asked for it. */
export function SignInPage() {
  const { t } = useTranslation()
  const { state } = useLocation()
  const navigate = useNavigate()
  const accountChanged = useAccountChanged()
  const back = useReturnAddress()

  async function submit({ email, password }: NewAccount): Promise<void> {
    await signIn({ email, password })
    await accountChanged()
    await navigate(back)
  }

  return (
    <AccountPage title={t('signIn.title')} text={t('signIn.text')}>
      <AccountForm
        fields={['email', 'password']}
        newPassword={false}
        action={t('account.signIn')}
        check={problemsOfSignIn}
        submit={submit}
      />
      <SisterLine>
        {t('checkIn.noAccount')}{' '}
        <Link to="/register" state={state} className={sisterLinkClass}>
          {t('account.register')}
        </Link>
      </SisterLine>
    </AccountPage>
  )
}
