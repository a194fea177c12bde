import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { buttonClass } from '../ui/button.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import type { Member } from '../api/accounts.ts'
import { useFormat } from '../i18n/use-format.ts'
import { DeleteAccount } from './delete-account.tsx'
import { MembersOnly } from './members-only.tsx'
import { useMember } from './use-session.ts'

/** Who the member is here, and the way to stop being it. */
export function OwnAccountPage() {
  const { t } = useTranslation()
  const member = useMember()
  const [isDeleted, setIsDeleted] = useState(false)
  return (
    <div className="mx-auto grid max-w-2xl gap-6">
      <PageHeading title={t('accountPage.title')} />
      {isDeleted ? (
        <output className="grid justify-items-start gap-4">
          <p className="text-lg">{t('accountPage.deleted')}</p>
          <Link to="/" className={buttonClass('quiet')}>
            {t('notFound.home')}
          </Link>
        </output>
      ) : (
        <MembersOnly why={t('accountPage.membersOnly')}>
          {member && <AboutMember member={member} />}
          <DeleteAccount onDeleted={() => setIsDeleted(true)} />
        </MembersOnly>
      )}
    </div>
  )
}

function AboutMember({ member }: { readonly member: Member }) {
  const { t } = useTranslation()
  const format = useFormat()
  const facts = [
    { name: t('fields.name'), value: member.name },
    { name: t('fields.email'), value: member.email },
    { name: t('accountPage.since'), value: format.shortDate(Date.parse(member.createdAt)) },
  ]
  return (
    <dl className="grid gap-4 rounded-3xl border border-line bg-surface p-5 sm:p-7">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt className="text-sm text-soft">{name}</dt>
          <dd className="text-lg font-medium wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
