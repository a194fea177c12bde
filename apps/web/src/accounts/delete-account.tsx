import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deleteAccount } from '../api/accounts.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { AccountForm } from './account-form.tsx'
import type { NewAccount } from './account-form.tsx'
import { problemsOfPassword } from './rules.ts'
import { useAccountChanged } from './use-session.ts'

/** Says what goes and what stays, and deletes the account when its member confirms by the password. */
export function DeleteAccount({ onDeleted }: { readonly onDeleted: () => void }) {
  const { t } = useTranslation()
  const accountChanged = useAccountChanged()
  const [asks, setAsks] = useState(false)

  async function submit({ password }: NewAccount): Promise<void> {
    await deleteAccount(password)
    onDeleted()
    await accountChanged()
  }

  return (
    <section aria-labelledby="delete-account" className="grid gap-3 border-t border-line pt-6">
      <h2 id="delete-account" className="text-xl font-semibold">
        {t('accountPage.deleteTitle')}
      </h2>
      <p>{t('accountPage.goes')}</p>
      <p>{t('accountPage.stays')}</p>
      <p>{t('accountPage.lost')}</p>
      <div>
        <Button look="danger" onClick={() => setAsks(true)}>
          {t('accountPage.deleteTitle')}
        </Button>
      </div>
      {asks && (
        <Dialog title={t('accountPage.ask')} onCancel={() => setAsks(false)}>
          <p>{t('accountPage.askText')}</p>
          <AccountForm
            fields={['password']}
            newPassword={false}
            action={t('accountPage.confirm')}
            check={problemsOfPassword}
            submit={submit}
          />
          <Button look="quiet" onClick={() => setAsks(false)}>
            {t('states.cancel')}
          </Button>
        </Dialog>
      )}
    </section>
  )
}
