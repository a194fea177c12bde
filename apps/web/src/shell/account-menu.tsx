import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useMember, useSignOut } from '../accounts/use-session.ts'
import { NoAnswer, Refused } from '../api/trouble.ts'
import { Menu, menuItemClass } from './menu.tsx'

/** Who is signed in and the way out; for a visitor the way in. Nothing while nobody knows. */
export function AccountMenu() {
  const { t } = useTranslation()
  const member = useMember()
  const signOut = useSignOut()
  const navigate = useNavigate()
  const [failed, setFailed] = useState(false)
  if (member === undefined) return null
  if (member === null) {
    return (
      <Link
        to="/sign-in"
        className="flex min-h-11 items-center rounded-full px-3 text-sm font-medium whitespace-nowrap"
      >
        {t('account.signIn')}
      </Link>
    )
  }
  async function leave(): Promise<void> {
    try {
      await signOut()
      await navigate('/sign-in')
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Refused)) throw error
      setFailed(true)
    }
  }
  return (
    <Menu label={t('account.menu', { name: member.name })} face={<Initial name={member.name} />}>
      <div className="border-b border-line px-3 pt-2 pb-3">
        <p className="font-medium">{member.name}</p>
        <p className="text-sm text-soft">{member.email}</p>
      </div>
      <DropdownMenu.Item asChild className={`${menuItemClass} mt-1.5`}>
        <Link to="/account">{t('account.page')}</Link>
      </DropdownMenu.Item>
      <DropdownMenu.Item
        className={menuItemClass}
        onSelect={(event) => {
          // The menu stays until it is known whether signing out went well.
          event.preventDefault()
          void leave()
        }}
      >
        {t('account.signOut')}
      </DropdownMenu.Item>
      {failed && (
        <p role="alert" className="px-3 pb-2 text-sm font-medium text-danger">
          {t('account.signOutFailed')}
        </p>
      )}
    </Menu>
  )
}

function Initial({ name }: { readonly name: string }) {
  const [first] = new Intl.Segmenter().segment(name.trim())
  return (
    <span className="flex size-8 items-center justify-center rounded-full bg-latch text-sm font-semibold text-on-latch">
      {first?.segment.toUpperCase()}
    </span>
  )
}
