import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { setUp } from '../api/accounts.ts'
import { Refused } from '../api/trouble.ts'
import { AccountForm, allFields } from './account-form.tsx'
import type { NewAccount } from './account-form.tsx'
import { AccountPage } from './account-page.tsx'
import { LinkNotice } from './link-notice.tsx'
import { problemsOfNewAccount } from './rules.ts'
import { forgetLinkToken, linkToken } from './link-token.ts'
import { useAccountChanged } from './use-session.ts'

/** A link of another start, or one that has made its administrator. Typing again helps neither. */
const spentCodes = new Set(['set-up-refused', 'set-up-done'])

/** Makes the first administrator, by the link that the server printed when it started. */
export function SetUpPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const accountChanged = useAccountChanged()
  const [linkIsSpent, setLinkIsSpent] = useState(false)
  const [token] = useState(() => linkToken('/set-up'))

  async function submit(account: NewAccount): Promise<void> {
    try {
      await setUp({ token: token ?? '', ...account })
    } catch (error) {
      if (!(error instanceof Refused && spentCodes.has(error.code))) throw error
      return setLinkIsSpent(true)
    }
    forgetLinkToken()
    await accountChanged()
    await navigate('/')
  }

  return (
    <AccountPage title={t('setUp.title')} text={t('setUp.text')}>
      {token === undefined || linkIsSpent ? (
        <LinkNotice>{linkIsSpent ? t('setUp.spent') : t('setUp.noToken')}</LinkNotice>
      ) : (
        <AccountForm
          fields={allFields}
          newPassword
          action={t('setUp.action')}
          check={problemsOfNewAccount}
          submit={submit}
        />
      )}
    </AccountPage>
  )
}
