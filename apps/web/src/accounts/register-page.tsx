import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import { register } from '../api/accounts.ts'
import { AccountForm, allFields } from './account-form.tsx'
import type { NewAccount } from './account-form.tsx'
import { AccountPage, SisterLine, sisterLinkClass } from './account-page.tsx'
import { useReturnAddress } from './return-address.ts'
import { problemsOfNewAccount } from './rules.ts'
import { useAccountChanged } from './use-session.ts'

/** Makes a member, who is then signed in. */
export function RegisterPage() {
  const { t } = useTranslation()
  const { state } = useLocation()
  const navigate = useNavigate()
  const accountChanged = useAccountChanged()
  const back = useReturnAddress()

  async function submit(account: NewAccount): Promise<void> {
    await register(account)
    await accountChanged()
    await navigate(back)
  }

  return (
    <AccountPage title={t('register.title')} text={t('register.text')}>
      <AccountForm
        fields={allFields}
        newPassword
        action={t('register.action')}
        check={problemsOfNewAccount}
        submit={submit}
      />
      <SisterLine>
        {t('register.haveAccount')}{' '}
        <Link to="/sign-in" state={state} className={sisterLinkClass}>
          {t('account.signIn')}
        </Link>
      </SisterLine>
    </AccountPage>
  )
}
